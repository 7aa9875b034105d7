/* For Wine 8 and 9 only, never shipped: Windows 10 has the real windows.ui.dll.
   Qt asks the WinRT class Windows.UI.ViewManagement.UISettings for colours and sizes; without the class the
   program dies at its start. One object answers for all interfaces of the class with fixed values; it is
   never freed, so its reference count is constant. Slots stand in the order of the interfaces in the
   Windows SDK's windows.ui.viewmanagement.idl. */
#define COBJMACROS
#include <initguid.h>
#include <windows.h>
#include <activation.h>
#include <inspectable.h>
#include <winstring.h>

#define CLASS_NAME L"Windows.UI.ViewManagement.UISettings"
#define CALL __stdcall

typedef struct { BYTE alpha, red, green, blue; } Colour;
typedef struct { float width, height; } Extent;

DEFINE_GUID(IID_Settings1, 0x85361600, 0x1c63, 0x4627, 0xbc, 0xb1, 0x3a, 0x89, 0xe0, 0xbc, 0x9c, 0x55);
DEFINE_GUID(IID_Settings2, 0xbad82401, 0x2721, 0x44f9, 0xbb, 0x91, 0x2b, 0xb2, 0x28, 0xbe, 0x44, 0x2f);
DEFINE_GUID(IID_Settings3, 0x03021be4, 0x5254, 0x4781, 0x81, 0x94, 0x51, 0x68, 0xf7, 0xd0, 0x6d, 0x7b);
DEFINE_GUID(IID_Settings4, 0x52bb3002, 0x919b, 0x4d6b, 0x9b, 0x78, 0x8d, 0xd6, 0x6f, 0xf4, 0xb9, 0x3b);
DEFINE_GUID(IID_Inspectable_, 0xaf86e2e0, 0xb12d, 0x4c6a, 0x9c, 0x5a, 0xd7, 0xaa, 0x65, 0x10, 0x1e, 0x90);
DEFINE_GUID(IID_Agile, 0x94ea2b94, 0xe9cc, 0x49e0, 0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90);
DEFINE_GUID(IID_Factory, 0x00000035, 0x0000, 0x0000, 0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46);

static HRESULT CALL query(void *self, REFIID wanted, void **result);
static HRESULT CALL activate(void *self, void **result);

static ULONG CALL count(void *self) { return 2; }
static HRESULT CALL interfaces(void *self, ULONG *number, IID **list) { *number = 0; *list = NULL; return S_OK; }
static HRESULT CALL class_name(void *self, HSTRING *name)
{
    return WindowsCreateString(CLASS_NAME, lstrlenW(CLASS_NAME), name);
}
static HRESULT CALL trust(void *self, TrustLevel *level) { *level = BaseTrust; return S_OK; }

static HRESULT CALL right_handed(void *self, int *value) { *value = 1; return S_OK; }
static HRESULT CALL extent(void *self, Extent *value) { value->width = value->height = 17; return S_OK; }
static HRESULT CALL milliseconds(void *self, UINT32 *value) { *value = 500; return S_OK; }
static HRESULT CALL one(void *self, UINT32 *value) { *value = 1; return S_OK; }
static HRESULT CALL yes(void *self, boolean *value) { *value = 1; return S_OK; }
static HRESULT CALL no(void *self, boolean *value) { *value = 0; return S_OK; }
static HRESULT CALL text_scale(void *self, double *value) { *value = 1.0; return S_OK; }
static HRESULT CALL add_listener(void *self, void *listener, INT64 *token) { *token = 1; return S_OK; }
static HRESULT CALL remove_listener(void *self, INT64 token) { return S_OK; }

static HRESULT CALL element_colour(void *self, int element, Colour *value)
{
    value->alpha = 255;
    value->red = value->green = value->blue = element == 1 ? 255 : 0;
    return S_OK;
}

/* White ground, black text, then the accent from darkest to lightest. */
static HRESULT CALL colour_value(void *self, int kind, Colour *value)
{
    static const Colour table[] = {
        {255, 255, 255, 255}, {255, 0, 0, 0},      {255, 0, 38, 66},     {255, 0, 78, 140},    {255, 0, 90, 158},
        {255, 0, 120, 215},   {255, 66, 156, 227}, {255, 118, 185, 237}, {255, 166, 216, 255},
    };
    int known = kind >= 0 && kind < (int)(sizeof table / sizeof *table);
    *value = table[known ? kind : 5];
    return S_OK;
}

#define BASE query, count, count, interfaces, class_name, trust
static const void *settings1[] = {BASE, right_handed, extent, extent, extent, extent, milliseconds, yes, no,
                                  milliseconds, one, milliseconds, milliseconds, element_colour};
static const void *settings2[] = {BASE, text_scale, add_listener, remove_listener};
static const void *settings3[] = {BASE, colour_value, add_listener, remove_listener};
static const void *settings4[] = {BASE, yes, add_listener, remove_listener};
static const void *factory_table[] = {BASE, activate};

static const void *first = settings1, *second = settings2, *third = settings3, *fourth = settings4;
static const void *factory = factory_table;

static HRESULT CALL activate(void *self, void **result)
{
    *result = &first;
    return S_OK;
}

static HRESULT CALL query(void *self, REFIID wanted, void **result)
{
    int of_factory = self == (void *)&factory;
    *result = NULL;
    if (IsEqualGUID(wanted, &IID_IUnknown) || IsEqualGUID(wanted, &IID_Inspectable_) || IsEqualGUID(wanted, &IID_Agile))
        *result = of_factory ? (void *)&factory : (void *)&first;
    else if (of_factory)
        *result = IsEqualGUID(wanted, &IID_Factory) ? (void *)&factory : NULL;
    else if (IsEqualGUID(wanted, &IID_Settings1))
        *result = &first;
    else if (IsEqualGUID(wanted, &IID_Settings2))
        *result = &second;
    else if (IsEqualGUID(wanted, &IID_Settings3))
        *result = &third;
    else if (IsEqualGUID(wanted, &IID_Settings4))
        *result = &fourth;
    return *result ? S_OK : E_NOINTERFACE;
}

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(HSTRING name, void **result)
{
    *result = NULL;
    if (lstrcmpW(WindowsGetStringRawBuffer(name, NULL), CLASS_NAME))
        return CLASS_E_CLASSNOTAVAILABLE;
    *result = &factory;
    return S_OK;
}

__declspec(dllexport) HRESULT WINAPI DllCanUnloadNow(void) { return S_FALSE; }
