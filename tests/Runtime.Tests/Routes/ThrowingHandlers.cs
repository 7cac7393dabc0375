using Microsoft.AspNetCore.Http;

namespace TracedLlm.Tests.Routes;

/// <summary>Handlers that throw, one partial.</summary>
internal static partial class ThrowingHandlers
{
    [TracedLlmRoute]
    public static async Task ThrowAsync(HttpContext http)
    {
        await Task.Yield();
        throw new InvalidOperationException($"boom {http.Request.Method}");
    }

    [TracedLlmRoute]
    public static partial Task ThrowPartialAsync(HttpContext http);

    private static Task ThrowPartialCoreAsync(HttpContext http) => ThrowAsync(http);
}
