using System.Net.Mime;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The addresses in providers' answers that clients follow with their key.</summary>
internal static class AnswerAddresses
{
    /// <summary>The headers with such an address.</summary>
    public static readonly string[] Headers =
        ["Location", "Content-Location", "Operation-Location", "Azure-AsyncOperation", "x-goog-upload-url", "x-goog-upload-control-url"];

    private const string NextPage = "nextLink";

    // The addresses of images are not here: clients fetch them without a key. Nor is AssemblyAI's audio_url, which is the caller's own address.
    private static readonly (string Provider, string[] Paths, JsonPaths Places)[] Table =
    [
        ("anthropic", ["/messages/batches"], JsonPaths.Parse("results_url", "data.*.results_url")),
        ("gemini", ["/files", "/operations/"], JsonPaths.Parse(
            "downloadUri",
            "file.downloadUri",
            "files.*.downloadUri",
            "response.generateVideoResponse.generatedSamples.*.video.uri",
            "response.generatedVideos.*.video.uri")),
        ("assemblyai", ["/transcript"], JsonPaths.Parse(
            "page_details.current_url", "page_details.prev_url", "page_details.next_url", "transcripts.*.resource_url")),
        ("azure", [""], JsonPaths.Parse(NextPage, "next_link")),
        ("azure_ai", [""], JsonPaths.Parse(NextPage, "next_link")),
    ];

    // Files and text that a model wrote.
    private static readonly string[] WithoutAddresses = ["/results", "/content", ":download"];

    /// <summary>The places of addresses in the body of <paramref name="answer"/>; <see langword="null"/> if it has none.</summary>
    public static JsonPaths? PlacesIn(ProviderAnswer answer)
    {
        var response = answer.Response;
        if (!response.IsSuccessStatusCode || response.Content.Headers is not { ContentType.MediaType: MediaTypeNames.Application.Json, ContentEncoding.Count: 0 })
        {
            return null;
        }

        var path = response.RequestMessage?.RequestUri?.AbsolutePath ?? "";
        if (Array.Exists(WithoutAddresses, tail => path.EndsWith(tail, StringComparison.Ordinal)))
        {
            return null;
        }

        // Azure gives the next page of a list. Its other answers need not wait.
        var isAnswer = response.RequestMessage?.Method != HttpMethod.Get;
        return Array.Find(Table, row =>
            row.Provider == answer.Deployment.Provider.Name
            && Array.Exists(row.Paths, part => part.Length == 0 ? !isAnswer : path.Contains(part, StringComparison.Ordinal))).Places;
    }

    /// <summary>The body with the gateway's addresses. An address that the gateway does not serve becomes empty.</summary>
    public static byte[] Replace(byte[] json, JsonPaths places, GatewayAddress gateway)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var texts = places.TextsIn(document.RootElement);
            return texts.Count == 0 ? json : places.ReplaceTexts(document.RootElement, [.. texts.Select(text => text.Length == 0 ? "" : gateway.Find(text) ?? "")]);
        }
        catch (JsonException)
        {
            // No client finds an address in it either.
            return json;
        }
    }
}
