using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TracedLlm.Samples.Gateway;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Viewer.Browser.Tests.Gateways;

/// <summary>The sample gateway as a process, in development, with content on and no backend: only the viewer has its traces.</summary>
internal sealed class ExampleGateway : IAsyncDisposable
{
    public const string Key = "sk-demo";

    private readonly string _file;
    private readonly FakeUpstream _provider;
    private readonly ServerProcess _process;

    // By default a client continues to read a response for a while after the response was disposed.
    private readonly HttpClient _client;

    private ExampleGateway(string file, FakeUpstream provider, ServerProcess process)
    {
        _file = file;
        _provider = provider;
        _process = process;
        _client = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero, ActivityHeadersPropagator = null }) { BaseAddress = process.Client.BaseAddress };
        Viewer = new Uri(process.Client.BaseAddress!, "/debug/tracedllm/");
    }

    /// <summary>The viewer's address, ending in a slash.</summary>
    public Uri Viewer { get; }

    public static async Task<ExampleGateway> StartAsync(params (string Name, string Value)[] environment)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        var provider = await FakeUpstream.StartAsync(ExampleAnswers.Answer);
        await File.WriteAllTextAsync(file, ExampleConfiguration.Write(provider.Endpoint));
        var process = await ServerProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "gateway.dll"),
            ["--config", file, "--urls", "http://127.0.0.1:0"],
            [("ASPNETCORE_ENVIRONMENT", "Development"), ("GATEWAY_WARM_UP", "false"), ("DOTNET_TieredPGO", "0"), ("TracedLlm__CaptureContent", "true"), .. environment]);
        return new(file, provider, process);
    }

    /// <summary>Sends a request, reads its answer and waits until the viewer has its trace.</summary>
    /// <returns>The row of the request.</returns>
    public async Task<TraceRow> SendAsync(string path, string body, string key = Key, bool hangsUp = false, params (string Name, string Value)[] headers)
    {
        var before = (await ReadRowsAsync()).Select(row => row.Id).ToHashSet();
        await PostAsync(path, body, key, hangsUp, headers);
        IReadOnlyList<TraceRow> found = [];
        using var patience = new CancellationTokenSource(Patience.Default);
        while (found.Count == 0)
        {
            found = [.. (await ReadRowsAsync()).Where(row => !before.Contains(row.Id))];
            await Task.Delay(5, patience.Token);
        }

        return found.Single();
    }

    /// <summary>Sends a request of the demo.</summary>
    public Task<TraceRow> SendAsync(DemoStep step) => SendAsync(step.Path, step.Body, step.Key, step.HangsUp);

    /// <summary>Sends many requests at a time, and waits until the viewer has their traces.</summary>
    public async Task SendManyAsync(int count, string path, Func<int, string> body)
    {
        var before = (await ReadHeldAsync()).Traces;
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) => await PostAsync(path, body(number), Key, hangsUp: false));
        using var patience = new CancellationTokenSource(Patience.Default);
        while ((await ReadHeldAsync()).Traces < before + count)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>The rows that the viewer has, newest first.</summary>
    public async Task<IReadOnlyList<TraceRow>> ReadRowsAsync()
    {
        using var json = await ReadAsync("api/traces");
        return [.. json.RootElement.GetProperty("traces").EnumerateArray().Select(TraceRow.Read)];
    }

    /// <summary>The spans of a request.</summary>
    public async Task<IReadOnlyList<TraceSpan>> ReadSpansAsync(string id)
    {
        using var json = await ReadAsync($"api/traces/{id}");
        return [.. json.RootElement.GetProperty("spans").EnumerateArray().Select(TraceSpan.Read)];
    }

    /// <summary>The names of the attributes of a span in each view.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadViewsAsync(string id, string span)
    {
        using var json = await ReadAsync($"api/traces/{id}/spans/{span}/views");
        return json.RootElement.GetProperty("views").EnumerateArray().ToDictionary(
            view => view.GetProperty("name").GetString()!,
            IReadOnlyList<string> (view) => [.. view.GetProperty("attributes").EnumerateObject().Select(attribute => attribute.Name)]);
    }

    /// <summary>How much the viewer holds.</summary>
    public async Task<(int Traces, int Spans)> ReadHeldAsync()
    {
        var rows = await ReadRowsAsync();
        return (rows.Count, rows.Sum(row => row.Spans));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        await _provider.DisposeAsync();
        File.Delete(_file);
    }

    private async Task<JsonDocument> ReadAsync(string path) => JsonDocument.Parse(await _client.GetByteArrayAsync(new Uri(Viewer, path)));

    private async Task PostAsync(string path, string body, string key, bool hangsUp, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var answer = await response.Content.ReadAsStreamAsync();
        await answer.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
        try
        {
            await (hangsUp ? Task.CompletedTask : answer.CopyToAsync(Stream.Null));
        }
        catch (IOException)
        {
            // The gateway breaks off its stream if the provider's stream breaks off.
        }
    }
}
