using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>Bodies of chat requests as SDKs send them: turns of prose and code with escapes, tools, parameters after the messages.</summary>
internal static class ChatBody
{
    private const int SegmentLength = 4096;
    private const int TurnLength = 3000;

    private const string Prose = """
        The gateway answers 429 once the tenant's budget is spent; "spent" means that the sum of all costs, cached tokens included, is above the limit.
        Please look at the handler below and tell me why the second attempt has no deployment:

            if (attempt.Status == "failed") { log.Warn($"attempt {attempt.Index} failed: {attempt.Error ?? "?"}"); next = deployments[(i + 1) % deployments.Length]; }

        Grüße aus Köln – and a path for good measure: C:\services\gateway\config.yaml

        """;

    /// <summary>A request of about <paramref name="length"/> bytes, and no more.</summary>
    public static byte[] OfLength(int length)
    {
        var turns = Math.Max(1, length / TurnLength);
        var text = length;
        while (true)
        {
            var body = Write(turns, text / turns);
            if (body.Length <= length)
            {
                return body;
            }

            text -= Math.Max(1, body.Length - length);
        }
    }

    /// <summary>The same body as it arrives from a socket.</summary>
    public static ReadOnlySequence<byte> InSegments(byte[] body)
    {
        var first = new BodySegment(body.AsMemory(0, Math.Min(SegmentLength, body.Length)), null);
        var last = first;
        for (var start = SegmentLength; start < body.Length; start += SegmentLength)
        {
            last = new BodySegment(body.AsMemory(start, Math.Min(SegmentLength, body.Length - start)), last);
        }

        return new(first, 0, last, last.Memory.Length);
    }

    private static byte[] Write(int turns, int textLength)
    {
        var text = new StringBuilder();
        while (text.Length < textLength)
        {
            text.Append(Prose);
        }

        text.Length = Math.Max(0, textLength);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("model", "gpt-4o-mini");
            json.WriteStartArray("messages");
            for (var turn = 0; turn < turns; turn++)
            {
                json.WriteStartObject();
                json.WriteString("role", turn % 2 == 0 ? "user" : "assistant");
                json.WriteString("content", text.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("temperature", 0.2);
            json.WriteNumber("top_p", 1);
            json.WriteNumber("max_tokens", 1024);
            json.WriteBoolean("stream", true);
            json.WriteString("user", "u-4711");
            json.WriteStartObject("metadata");
            json.WriteString("trace_id", "5f2b8d3c9e4a41f0b6c7d8e9f0a1b2c3");
            json.WriteEndObject();
            json.WriteStartArray("tools");
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", "find_deployment");
            json.WriteStartObject("parameters");
            json.WriteString("type", "object");
            json.WriteStartObject("properties");
            json.WriteStartObject("region");
            json.WriteString("type", "string");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private sealed class BodySegment : ReadOnlySequenceSegment<byte>
    {
        public BodySegment(ReadOnlyMemory<byte> memory, BodySegment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
