using System.Text;
using TracedLlm.Apis;
using TracedLlm.Facts;

namespace TracedLlm.Tests.Payloads.Apis;

/// <summary>
/// The bodies of one call as its provider documents them: files <c>Fixtures/{api}/{case}.request.json</c>,
/// <c>.response.json</c> and <c>.stream.txt</c> (server-sent events; of a realtime session the messages).
/// </summary>
internal sealed class ApiFixture(string api, string name)
{
    /// <summary>The route of the cases of each folder.</summary>
    private static readonly Dictionary<string, (string Method, string Pattern)> Routes = new()
    {
        ["chat_completions"] = ("POST", "chat/completions"),
        ["completions"] = ("POST", "completions"),
        ["messages"] = ("POST", "messages"),
        ["count_tokens"] = ("POST", "messages/count_tokens"),
        ["responses"] = ("POST", "responses"),
        ["embeddings"] = ("POST", "embeddings"),
        ["generate_content"] = ("POST", "models/{model}:generateContent"),
        ["rerank"] = ("POST", "rerank"),
        ["moderations"] = ("POST", "moderations"),
        ["images"] = ("POST", "images/generations"),
        ["image_edits"] = ("POST", "images/edits"),
        ["speech"] = ("POST", "audio/speech"),
        ["transcriptions"] = ("POST", "audio/transcriptions"),
        ["files"] = ("POST", "files"),
        ["batches"] = ("POST", "batches"),
        ["assistants"] = ("POST", "assistants"),
        ["threads"] = ("POST", "threads/{}/runs"),
        ["thread_messages"] = ("POST", "threads/{}/messages"),
        ["vector_stores"] = ("POST", "vector_stores/{}/search"),
        ["realtime"] = ("GET", "realtime"),
        ["converse"] = ("POST", "model/{model}/converse"),
        ["invoke_model"] = ("POST", "model/{model}/invoke"),
        ["cohere_chat"] = ("POST", "v2/chat"),
        ["ollama_chat"] = ("POST", "api/chat"),
        ["ollama_generate"] = ("POST", "api/generate"),
        ["pass_through"] = ("POST", "anthropic/{**}"),
    };

    public static IEnumerable<(string Api, string Name)> All =>
        Directory.EnumerateFiles(Folder, "*.*", SearchOption.AllDirectories)
            .Select(file => (Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileName(file).Split('.')[0]))
            .Distinct()
            .Order();

    public LlmApiFacts Row => LlmApiTable.Rows.Single(row => (row.Method, row.Pattern.Text) == Routes[api]);

    public byte[]? Request => Bytes("request.json");

    public byte[]? Response => Bytes("response.json");

    public IEnumerable<(string Name, string Data)>? Stream =>
        Bytes("stream.txt") is { } text ? Events(Encoding.UTF8.GetString(text)) : null;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Payloads", "Apis", "Fixtures");

    public RequestFacts ReadRequest(bool content) => ApiPayloads.ReadRequest(Row, Request, content);

    public ReadFacts? ReadResponse(bool content)
    {
        if (Response is null || ApiPayloads.ReaderFor(Row, content) is not { } reader)
        {
            return null;
        }

        reader.OnJson(Response);
        return ReadFacts.Of(reader);
    }

    public ReadFacts? ReadStream(bool content, int? events = null)
    {
        if (Stream is null || ApiPayloads.ReaderFor(Row, content) is not { } reader)
        {
            return null;
        }

        foreach (var (name, data) in events is { } count ? Stream.Take(count) : Stream)
        {
            reader.OnEvent(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data).AsSpan());
        }

        return ReadFacts.Of(reader);
    }

    private static IEnumerable<(string Name, string Data)> Events(string text)
    {
        var name = "";
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return (name, line["data: ".Length..]);
                name = "";
            }
        }
    }

    private byte[]? Bytes(string extension)
    {
        var file = Path.Combine(Folder, api, $"{name}.{extension}");
        return File.Exists(file) ? File.ReadAllBytes(file) : null;
    }
}
