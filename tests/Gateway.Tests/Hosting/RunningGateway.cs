using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace TracedLlm.Samples.Gateway.Tests.Hosting;

/// <summary>The gateway on a free port, with a configuration of the test's own.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningGateway(WebApplication app)
    {
        _app = app;
        Endpoint = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Endpoint };
    }

    public Uri Endpoint { get; }

    public HttpClient Client { get; }

    public static async Task<RunningGateway> StartAsync(string yaml, params string[] arguments)
    {
        var configuration = ConfigurationReader.Read(yaml, "config.yaml", _ => null);
        var app = GatewayApplication.Create(configuration, ["--urls", "http://127.0.0.1:0", "--Logging:Console:LogLevel:Default=None", .. arguments]);
        await app.StartAsync();
        return new RunningGateway(app);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
