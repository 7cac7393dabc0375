using System.IO.Compression;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Tests.Payloads.Odd;

/// <summary>An answer with a status of success, or a redirect, as some provider or proxy sends it.</summary>
/// <param name="Name">What is odd about it.</param>
/// <param name="Type">Its media type; <see langword="null"/> for none.</param>
/// <param name="Body">Its body.</param>
/// <param name="Status">Its status.</param>
/// <param name="IsAfterHints">Whether a 103 is in front of it.</param>
/// <param name="Encoding">Its <c>Content-Encoding</c>; <see langword="null"/> for none.</param>
internal sealed record OddAnswer(string Name, string? Type, byte[] Body, int Status = 200, bool IsAfterHints = false, string? Encoding = null)
{
    private const string Events = "text/event-stream";
    private const string Json = "application/json";
    private const string ErrorObject = """{"error":{"message":"No capacity","type":"server_error","code":null}}""";

    public static IEnumerable<OddAnswer> ForApi(AnswerForm form) =>
        [.. Forms(form.Stream), .. Broken(form.Stream), .. Errors(form.Stream), .. Bodies(form.Body), .. NoAnswers()];

    /// <summary>The stream, ended cleanly after some of its bytes.</summary>
    public static IEnumerable<OddAnswer> Cut(AnswerForm form, int pieces)
    {
        var whole = form.Stream.ToText();
        return Enumerable.Range(1, pieces).Select(piece => Text($"cut {piece} of {pieces + 1}", Events, whole[..(whole.Length * piece / (pieces + 1))]));
    }

    // The same answer in other bytes: nothing is lost.
    private static IEnumerable<OddAnswer> Forms(IReadOnlyList<SseEvent> stream)
    {
        var text = stream.ToText();
        var last = stream[^1];
        yield return Text("plain", Events, text);
        yield return Text("lines end in CRLF", Events, text.Replace("\n", "\r\n", StringComparison.Ordinal));
        yield return Text("lines end in CR", Events, text.Replace("\n", "\r", StringComparison.Ordinal));
        yield return Text("byte order mark", Events, "\uFEFF" + text);
        yield return Text("blank lines in front", Events, "\n\n" + text);
        yield return Text("comments", Events, ": open\n\n" + text.Replace("\n\n", "\n\n: keep-alive\n\n", StringComparison.Ordinal));
        yield return Text("id and retry", Events, "retry: 10\nid: 1\n" + text.Replace("data: ", "id: 2\ndata: ", StringComparison.Ordinal));
        yield return Text("no space behind the colon", Events, text.Replace("data: ", "data:", StringComparison.Ordinal).Replace("event: ", "event:", StringComparison.Ordinal));
        yield return Text("spaces in the JSON", Events, text.Replace("{\"", "{ \"", StringComparison.Ordinal).Replace("\":", "\" : ", StringComparison.Ordinal));
        yield return Text("data in two lines", Events, text.Replace(",\"", ",\ndata: \"", StringComparison.Ordinal));
        yield return Text("no names", Events, stream.Select(@event => @event with { Event = null }).ToText());
        yield return Text("all named message", Events, stream.Select(@event => @event with { Event = "message" }).ToText());
        yield return Text("the last named message", Events, stream.SkipLast(1).Append(last with { Event = "message" }).ToText());
        yield return Text("the last named otherwise", Events, stream.SkipLast(1).Append(last with { Event = "chunk" }).ToText());
        yield return Text("every event twice", Events, stream.SelectMany(@event => new[] { @event, @event }).ToText());
        yield return Text("the last event twice", Events, stream.Append(last).ToText());
        yield return Text("null events between", Events, stream.SelectMany(@event => new[] { new SseEvent("null"), @event }).ToText());
        yield return Text("another [DONE]", Events, text + "data: [DONE]\n\n");
        yield return Text("trailing garbage", Events, text + "\0\0</html> garbage");
        yield return Text("no blank line at the end", Events, text.TrimEnd('\n'));
        yield return Text("no type", null, text);
        yield return Text("called JSON", Json, text);
        yield return Text("called text", "text/plain; charset=utf-8", text);
        yield return Text("called bytes", "application/octet-stream", text);
        yield return Text("an unknown field first", Events, "time: 12\n" + text);
        yield return Text("another unknown field first", Events, "nonce: a\n\n" + text);
        yield return Text("a third unknown field first", Events, "foo: 1\n" + text);
        yield return Compressed("gzip", "gzip", Events, text);
        yield return Compressed("gzip called text", "gzip", "text/plain", text);
        yield return Compressed("br called text", "br", "text/plain", text);
        yield return Compressed("br called bytes", "br", "application/octet-stream", text);
        yield return Text("after a 103", Events, text) with { IsAfterHints = true };
    }

    private static IEnumerable<OddAnswer> Broken(IReadOnlyList<SseEvent> stream)
    {
        yield return Text("no last event", Events, stream.SkipLast(1).ToText());
        yield return Text("only the first event", Events, stream.Take(1).ToText());
        yield return Text("only comments", Events, ": open\n\n: still open\n\n");
        yield return Text("only null events", Events, "data: null\n\ndata: null\n\n");
        yield return Text("only [DONE]", Events, "data: [DONE]\n\n");
        yield return Text("an empty stream", Events, "");
        yield return Text("a stream of blank lines", Events, "\n\n\n");
    }

    private static IEnumerable<OddAnswer> Errors(IReadOnlyList<SseEvent> stream)
    {
        yield return WithError("error without type", new(ErrorObject));
        yield return WithError("error with spaces", new("""{ "error" : { "message" : "No capacity", "type" : "server_error" } }"""));
        yield return WithError("error with a name", new(ErrorObject, "error"));
        yield return WithError("error named message", new(ErrorObject, "message"));
        yield return WithError("error as text", new("""{"error":"No capacity"}"""));
        yield return WithError("error as text with a name", new("""{"error":"No capacity"}""", "error"));
        yield return WithError("named error, a text", new("No capacity", "error"));
        yield return WithError("named error, a JSON text", new("\"No capacity\"", "error"));
        yield return WithError("error: null", new("""{"error":null}"""));
        yield return Text("a line of an error", Events, stream[0].ToString() + ErrorObject + "\n\n");
        yield return Text("a line of an error at the end", Events, stream[0].ToString() + ErrorObject);
        yield return Text("a line of an error in CRLF", Events, (stream[0].ToString() + ErrorObject + "\n\n").Replace("\n", "\r\n", StringComparison.Ordinal));
        yield return Text("an error first", Events, new SseEvent(ErrorObject) + stream.ToText());
        yield return Text("an error alone", Events, new SseEvent(ErrorObject).ToString());
        yield return Text("an error and [DONE]", Events, stream[0].ToString() + new SseEvent(ErrorObject) + "data: [DONE]\n\n");

        OddAnswer WithError(string name, SseEvent error) => Text(name, Events, stream.Take(1).Append(error).ToText());
    }

    private static IEnumerable<OddAnswer> Bodies(string body)
    {
        yield return Text("JSON", Json, body);
        yield return Text("JSON called a stream", Events, body);
        yield return Text("JSON without a type", null, body);
        yield return Text("JSON called text", "text/plain", body);
        yield return Text("JSON with a byte order mark", Json, "\uFEFF" + body);
        yield return Text("JSON behind white space", Json, "\r\n \n" + body);
        yield return Text("JSON with trailing garbage", Json, body + "\n</html>");
        yield return Text("JSON twice", Json, body + "\n" + body);
        yield return Text("JSON after a 103", Json, body) with { IsAfterHints = true };
        yield return Text("JSON cut", Json, body[..(body.Length / 2)]);
        yield return Text("JSON cut at its last byte", Json, body[..^1]);
        yield return Text("an error object", Json, ErrorObject);
        yield return Text("an error text", Json, """{"error":"No capacity"}""");
    }

    private static IEnumerable<OddAnswer> NoAnswers()
    {
        yield return Text("empty", Json, "");
        yield return Text("empty without a type", null, "");
        yield return Text("only white space", Json, " \r\n");
        yield return Text("null", Json, "null");
        yield return Text("null called a stream", Events, "null\n");
        yield return Text("false", Json, "false");
        yield return Text("an empty object", Json, "{}");
        yield return Text("an empty object in spaces", Json, " { } \n");
        yield return Text("an empty array", Json, "[]");
        yield return Text("a JSON text", Json, "\"No capacity\"");
        yield return Text("a page", "text/html", "<!doctype html><title>Sign in</title>");
        yield return Text("a page called JSON", Json, "<!doctype html><title>Sign in</title>");
        yield return Text("a text", "text/plain", "The service is starting.");
        yield return Text("no content", null, "") with { Status = 204 };
        yield return Text("reset content", null, "") with { Status = 205 };
        yield return Text("moved", "text/html", "<a href=/>moved</a>") with { Status = 301 };
        yield return Text("found", null, "") with { Status = 302 };
        yield return Text("moved for good", Json, "{}") with { Status = 308 };
        yield return Text("not modified", null, "") with { Status = 304 };
    }

    private static OddAnswer Compressed(string name, string encoding, string type, string body)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = encoding == "br" ? new BrotliStream(compressed, CompressionMode.Compress, leaveOpen: true) : new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(body));
        }

        return new(name, type, compressed.ToArray(), Encoding: encoding);
    }

    private static OddAnswer Text(string name, string? type, string body) => new(name, type, System.Text.Encoding.UTF8.GetBytes(body));
}
