using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KnowledgeService.Indexing;

public sealed record ModelOptions
{
    public Uri Gateway { get; init; } = new("http://localhost:4000/");

    public string Embeddings { get; init; } = "text-embedding-3-small";

    public string Answers { get; init; } = "gpt-4.1-mini";

    public int Dimensions { get; init; } = 512;
}

/// <summary>Embeds texts, as many at a time as the gateway takes.</summary>
internal sealed class EmbeddingClient(HttpClient http, ModelOptions options)
{
    private const int Batch = 96;

    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyCollection<string> texts, CancellationToken cancellationToken)
    {
        var vectors = new List<float[]>(texts.Count);
        foreach (var batch in texts.Chunk(Batch))
        {
            var request = new
            {
                model = options.Embeddings,
                input = batch,
                dimensions = options.Dimensions,
                encoding_format = "base64",
                metadata = new Dictionary<string, object?> { ["trace_name"] = "indexing", ["parent"] = Activity.Current?.SpanId.ToHexString() },
            };
            using var response = await http.PostAsJsonAsync("v1/embeddings", request, cancellationToken);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync<Answer>(cancellationToken) ?? throw new JsonException("There are no embeddings.");
            vectors.AddRange(answer.Data.OrderBy(item => item.Index).Select(item => Decode(item.Embedding)));
        }

        return vectors;
    }

    private static float[] Decode(string base64) => MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(base64)).ToArray();

    private sealed record Answer([property: JsonPropertyName("data")] IReadOnlyList<Item> Data);

    private sealed record Item([property: JsonPropertyName("index")] int Index, [property: JsonPropertyName("embedding")] string Embedding);
}
