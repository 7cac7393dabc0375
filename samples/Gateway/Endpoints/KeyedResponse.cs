using System.Text.Encodings.Web;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The response of a route of the gateway's own that asks for a key.</summary>
internal static class KeyedResponse
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the answer as JSON to a caller with a key, otherwise the error.</summary>
    public static async Task WriteAsync(HttpContext http, KeyRing keys, ErrorForm form, Func<Task<object>> answer)
    {
        try
        {
            keys.Identify(http.Request);
            await http.Response.WriteAsJsonAsync(await answer(), Relaxed, http.RequestAborted);
        }
        catch (GatewayException exception)
        {
            await ErrorResponse.WriteAsync(http, form, new ApiError(exception.Status, exception.Message, exception.Code));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected, so the gateway writes no answer.
        }
    }
}
