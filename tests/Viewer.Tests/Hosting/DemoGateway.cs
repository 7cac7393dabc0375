using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using TracedLlm.Samples.Gateway;

namespace TracedLlm.Viewer.Tests.Hosting;

/// <summary>The sample gateway with the configuration of its demo, in development.</summary>
internal sealed class DemoGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private DemoGateway(WebApplication app)
    {
        _app = app;
        _client = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero, ActivityHeadersPropagator = null }) { BaseAddress = new Uri(app.Urls.Single()) };
        Viewer = new ViewerClient(_client);
    }

    public ViewerClient Viewer { get; }

    public static async Task<DemoGateway> StartAsync(params string[] arguments)
    {
        using var reader = new StreamReader(typeof(GatewayDemo).Assembly.GetManifestResourceStream("demo.yaml")!);
        var configuration = ConfigurationReader.Read(await reader.ReadToEndAsync(), "demo.yaml", static _ => null);
        var app = GatewayApplication.Create(configuration, ["--urls", "http://127.0.0.1:0", "--environment", "Development", "--Logging:Console:LogLevel:Default=None", .. arguments]);
        await app.StartAsync();
        return new DemoGateway(app);
    }

    /// <summary>Sends a request of the demo, and reads its answer unless the caller hangs up.</summary>
    public async Task SendAsync(DemoStep step)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, step.Path) { Content = new StringContent(step.Body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", step.Key);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadAtLeastAsync(new byte[1], 1);
        try
        {
            await (step.HangsUp ? Task.CompletedTask : body.CopyToAsync(Stream.Null));
        }
        catch (IOException)
        {
            // The gateway breaks off its stream if the provider's stream breaks off.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
