using System.Text.Json.Nodes;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Viewer.Tests.Hosting;

/// <summary>Reads the viewer's API.</summary>
internal sealed class ViewerClient(HttpClient client, string path = "/debug/tracedllm")
{
    public string Base => path;

    public async Task<JsonNode> GetAsync(string address)
    {
        using var response = await client.GetAsync(new Uri($"{path}/{address}", UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The rows, newest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> RowsAsync(string query = "") => [.. (await GetAsync($"api/traces{query}"))["traces"]!.AsArray()!];

    /// <summary>The rows when there are <paramref name="count"/>: a trace is shown a moment after its response.</summary>
    public async Task<IReadOnlyList<JsonNode>> WaitForRowsAsync(int count)
    {
        IReadOnlyList<JsonNode> rows = [];
        await Eventually.BecomesTrueAsync(() => (rows = RowsAsync().GetAwaiter().GetResult()).Count >= count, () => $"{rows.Count} rows.");
        Assert.Equal(count, rows.Count);
        return rows;
    }

    /// <summary>The only row, when there is one.</summary>
    public async Task<JsonNode> WaitForRowAsync() => (await WaitForRowsAsync(1))[0];

    public Task<JsonNode> DetailAsync(JsonNode row) => GetAsync($"api/traces/{row["id"]}");
}
