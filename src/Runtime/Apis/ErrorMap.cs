using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>The <c>error</c> of a provider's response.</summary>
[PayloadMap]
internal readonly partial struct ErrorMap
{
    /// <summary>The <c>error.type</c> of an error without a type, as OpenTelemetry's semantic conventions, v1.41.1, define it.</summary>
    public const string Other = "_OTHER";

    [PayloadField("code")] public Utf8Json Code { get; init; }
    [PayloadField("type")] public string? Type { get; init; }
    [PayloadField("status")] public string? Status { get; init; }
    [PayloadField("message")] public Utf8Json Message { get; init; }

    /// <summary>
    /// Reads an error: an object, or a text. Its <c>error.type</c> is OpenAI's code, else Gemini's status, else Anthropic's type,
    /// else a numeric code.
    /// </summary>
    public static ReportedError ReadError(Utf8Json error)
    {
        if (error.IsString())
        {
            return new ReportedError(Other, Message: error.TextOrNumber());
        }

        var map = Read(error.Memory);
        var code = map.Code.TextOrNumber();
        return new ReportedError(
            (map.Code.IsString() ? code : null) ?? map.Status ?? map.Type ?? code ?? Other,
            map.Status ?? map.Type,
            code,
            map.Message.TextOrNumber());
    }
}
