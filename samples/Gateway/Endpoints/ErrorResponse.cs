using System.Text.Encodings.Web;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Writes errors in the format of the route's API.</summary>
internal static class ErrorResponse
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext http, WireFormat format, int status, string message)
    {
        http.Response.Clear();
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        var body = format.IsAnthropic ? AnthropicBody(status, message) : OpenAiBody(status, message);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static byte[] OpenAiBody(int status, string message) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        error = new
        {
            message,
            type = status switch
            {
                401 => "authentication_error",
                429 => "rate_limit_error",
                < 500 => "invalid_request_error",
                _ => "server_error",
            },
            param = (string?)null,
            code = status switch
            {
                401 => "invalid_api_key",
                404 => "model_not_found",
                _ => null,
            },
        },
    }, Relaxed);

    private static byte[] AnthropicBody(int status, string message) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "error",
        error = new
        {
            type = status switch
            {
                401 => "authentication_error",
                404 => "not_found_error",
                413 => "request_too_large",
                429 => "rate_limit_error",
                504 => "timeout_error",
                < 500 => "invalid_request_error",
                _ => "api_error",
            },
            message,
        },
    }, Relaxed);
}
