using Microsoft.AspNetCore.Http;

namespace TracedLlm.Viewer.Web;

/// <summary>The headers of every response: nothing is stored, embedded, or read by another site, and the page loads nothing from elsewhere.</summary>
internal static class SecurityHeaders
{
    private static readonly (string Name, string Value)[] All =
    [
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ];

    public static void Set(HttpResponse response)
    {
        foreach (var (name, value) in All)
        {
            response.Headers[name] = value;
        }
    }
}
