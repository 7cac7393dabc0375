using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>The form in which an API reports errors. Each SDK reads only the form of its own API.</summary>
internal sealed class ErrorForm
{
    private const string InvalidRequest = "invalid_request_error";
    private const string Authentication = "authentication_error";
    private const string RateLimit = "rate_limit_error";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Func<ApiError, JsonObject> _body;

    private ErrorForm(Func<ApiError, JsonObject> body) => _body = body;

    /// <summary>OpenAI's form, also of the providers that follow it.</summary>
    public static readonly ErrorForm OpenAi = new(error => new() { ["error"] = OpenAiError(error) });

    /// <summary>https://docs.anthropic.com/en/api/errors</summary>
    public static readonly ErrorForm Anthropic = new(AnthropicError);

    /// <summary>https://cloud.google.com/apis/design/errors</summary>
    public static readonly ErrorForm Gemini = new(error => new() { ["error"] = GeminiError(error) });

    /// <summary>https://docs.cohere.com/reference/errors</summary>
    public static readonly ErrorForm Cohere = new(error => WithCode(new() { ["message"] = error.Message }, error));

    /// <summary>https://github.com/ollama/ollama/blob/main/docs/api.md</summary>
    public static readonly ErrorForm Ollama = new(error => WithCode(new() { ["error"] = error.Message }, error));

    /// <summary>Mistral's form: OpenAI's fields without the object around them.</summary>
    public static readonly ErrorForm Mistral = new(MistralError);

    /// <summary>https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html. The SDKs of AWS find the exception by <see cref="TypeHeader"/>.</summary>
    public static readonly ErrorForm Bedrock = new(error => WithCode(new() { ["message"] = error.Message }, error)) { TypeHeader = "x-amzn-errortype" };

    /// <summary>The header that names the kind of the error; <see langword="null"/> if only the body does.</summary>
    public string? TypeHeader { get; private init; }

    /// <summary>The JSON body of <paramref name="error"/>.</summary>
    public byte[] BodyOf(ApiError error) => JsonSerializer.SerializeToUtf8Bytes(_body(error), Relaxed);

    /// <summary>The kind of the error as <see cref="TypeHeader"/> names it.</summary>
    public static string BedrockType(int status) => status switch
    {
        401 or 403 => "AccessDeniedException",
        404 => "ResourceNotFoundException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        504 => "ModelTimeoutException",
        < 500 => "ValidationException",
        _ => "InternalServerException",
    };

    private static JsonObject OpenAiError(ApiError error) => new()
    {
        ["message"] = error.Message,
        ["type"] = OpenAiType(error.Status),
        ["param"] = null,
        ["code"] = error.Code ?? (error.Status == 401 ? "invalid_api_key" : null),
    };

    private static string OpenAiType(int status) => status switch
    {
        401 => Authentication,
        429 => RateLimit,
        < 500 => InvalidRequest,
        _ => "server_error",
    };

    private static JsonObject AnthropicError(ApiError error)
    {
        var type = error.Status switch
        {
            401 => Authentication,
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => RateLimit,
            504 => "timeout_error",
            < 500 => InvalidRequest,
            _ when error.Code == ApiError.Overloaded => "overloaded_error",
            _ => "api_error",
        };
        var body = new JsonObject { ["type"] = "error", ["error"] = WithCode(new() { ["type"] = type, ["message"] = error.Message }, error) };
        if (error.RequestId is not null)
        {
            body["request_id"] = error.RequestId;
        }

        return body;
    }

    // The code of the status, as google.rpc.Code names it.
    private static JsonObject GeminiError(ApiError error)
    {
        var body = new JsonObject
        {
            ["code"] = error.Status,
            ["message"] = error.Message,
            ["status"] = error.Status switch
            {
                401 => "UNAUTHENTICATED",
                403 => "PERMISSION_DENIED",
                404 => "NOT_FOUND",
                405 or 501 => "UNIMPLEMENTED",
                429 => "RESOURCE_EXHAUSTED",
                502 or 503 => "UNAVAILABLE",
                504 => "DEADLINE_EXCEEDED",
                < 500 => "INVALID_ARGUMENT",
                _ => "INTERNAL",
            },
        };
        if (error.Code is not null)
        {
            body["details"] = new JsonArray(new JsonObject
            {
                ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
                ["reason"] = error.Code,
                ["domain"] = "gateway",
            });
        }

        return body;
    }

    private static JsonObject MistralError(ApiError error) => new()
    {
        ["object"] = "error",
        ["message"] = error.Message,
        ["type"] = OpenAiType(error.Status),
        ["param"] = null,
        ["code"] = error.Code,
    };

    // These forms have no field for a code; their SDKs keep unknown fields.
    private static JsonObject WithCode(JsonObject body, ApiError error)
    {
        if (error.Code is not null)
        {
            body["code"] = error.Code;
        }

        return body;
    }
}
