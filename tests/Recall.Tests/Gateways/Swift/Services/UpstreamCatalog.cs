using System.Text.Json;
using Swift.Framework;

namespace Swift.Services;

public sealed class UpstreamCatalog(IConfiguration configuration)
{
    private readonly Dictionary<string, Upstream> _upstreams = configuration.GetSection("Upstreams").GetChildren()
        .ToDictionary(section => section.Key, section => new Upstream(section.Key, section["Url"]!));

    public Upstream ForModel(string model)
    {
        var prefix = model.Split('/')[0];
        return _upstreams.TryGetValue(prefix, out var upstream) ? upstream : throw new NoUpstreamException(model);
    }
}

public sealed class Upstream
{
    private readonly HttpClient _http;

    public Upstream(string name, string url)
    {
        Name = name;
        _http = new HttpClient(new TracedLlmCallHandler(new() { Provider = name }) { InnerHandler = new SocketsHttpHandler() })
        {
            BaseAddress = new Uri(url),
        };
    }

    public string Name { get; }

    public async Task<JsonElement> SendAsync(string path, JsonElement body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(path, body, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new UpstreamException(Name, (int)response.StatusCode);
        }

        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
