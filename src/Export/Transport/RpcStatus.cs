using System.Globalization;
using System.Text;
using System.Text.Json;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Transport;

/// <summary>A <c>google.rpc.Status</c>: what OTLP servers answer with every 4xx and 5xx, in protobuf or JSON.</summary>
/// <param name="Code">The gRPC status.</param>
/// <param name="Message">The server's message; empty if there is none.</param>
/// <param name="Delay">The delay that the server asks for, if it does.</param>
internal readonly record struct RpcStatus(int Code, string Message, TimeSpan? Delay)
{
    private const int CodeField = 1;
    private const int MessageField = 2;

    /// <summary>Reads the body of an answer; <see langword="null"/> if it is no such message, or has no code.</summary>
    /// <param name="mediaType">The media type; without one, protobuf is tried.</param>
    /// <param name="body">The body, or its beginning.</param>
    public static RpcStatus? Parse(string? mediaType, byte[] body) => mediaType?.ToUpperInvariant() switch
    {
        null or "APPLICATION/X-PROTOBUF" or "APPLICATION/PROTOBUF" => FromProtobuf(body),
        "APPLICATION/JSON" => FromJson(body),
        _ => null,
    };

    private static RpcStatus? FromProtobuf(ReadOnlySpan<byte> body)
    {
        var (code, message) = (0UL, "");
        var fields = new ProtobufFields(body);
        while (fields.Next())
        {
            switch (fields.Number)
            {
                case CodeField: code = fields.Value; break;
                case MessageField: message = Encoding.UTF8.GetString(fields.Bytes); break;
                default: break;
            }
        }

        // A body that is cut in its details still has code and message, which come first.
        return IsCode(code) ? new((int)code, message, GrpcRetryInfo.ReadDelay(body)) : null;
    }

    private static RpcStatus? FromJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } status
                && status.EnumerateObject().All(static member => member.Name is "code" or "message" or "details")
                && status.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number
                && number.TryGetUInt64(out var code) && IsCode(code)
                    ? new((int)code, TextOf(status, "message"), DelayOf(status))
                    : null;
        }
        catch (JsonException)
        {
            // Not JSON, or cut.
            return null;
        }
    }

    private static TimeSpan? DelayOf(JsonElement status)
    {
        if (!status.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var detail in details.EnumerateArray())
        {
            // A duration in JSON: seconds with an "s".
            if (detail.ValueKind == JsonValueKind.Object
                && TextOf(detail, "retryDelay") is [.. var seconds, 's']
                && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var delay))
            {
                return TimeSpan.FromSeconds(Math.Min(delay, int.MaxValue));
            }
        }

        return null;
    }

    private static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    // Other servers have numbers of their own in a field of this name, such as the HTTP status, and further fields.
    private static bool IsCode(ulong code) => code is > GrpcStatus.Ok and <= GrpcStatus.Unauthenticated;
}
