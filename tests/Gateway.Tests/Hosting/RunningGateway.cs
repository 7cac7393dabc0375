using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Hosting;

/// <summary>
/// The gateway on a free port, with the test's configuration. Its clock stands still unless the test moves it, so that no time-out, rest
/// or wait for a place ends by itself; back-offs and the times of the simulated provider, which are less than a second, end at once.
/// </summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningGateway(WebApplication app, TestClock clock)
    {
        _app = app;
        Clock = clock;
        Endpoint = new Uri(app.Urls.Single());

        // By default a client sends its body after one second without an answer, into a connection that a refusal closes.
        Client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Patience.Default }) { BaseAddress = Endpoint, Timeout = Patience.Default };
    }

    public TestClock Clock { get; }

    public Uri Endpoint { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public IReadOnlyList<Endpoint> Routes => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints)];

    /// <summary>The route that serves <paramref name="path"/>; a route with fewer parameters goes before others.</summary>
    public ServedRoute RouteFor(HttpMethod method, string path) => Routes.OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(method.Method) is true
            && route.Metadata.GetMetadata<ServedRoute>() is not null
            && new TemplateMatcher(new RouteTemplate(route.RoutePattern), []).TryMatch(path, []))
        .MinBy(route => route.RoutePattern.InboundPrecedence)!
        .Metadata.GetRequiredMetadata<ServedRoute>();

    public static Task<RunningGateway> StartAsync(string yaml, params string[] arguments) =>
        StartAsync(ConfigurationReader.Read(TestConfiguration.From(yaml), "config.yaml", _ => null), configure: null, arguments);

    /// <param name="configuration">The gateway's configuration.</param>
    /// <param name="configure">Changes the services.</param>
    /// <param name="arguments">ASP.NET Core's own settings.</param>
    public static async Task<RunningGateway> StartAsync(GatewayConfiguration configuration, Action<IServiceCollection>? configure, params string[] arguments)
    {
        await IdleGateway.StopAsync();
        var clock = new TestClock { FiresAtOnceBelow = TimeSpan.FromSeconds(1) };
        var app = GatewayApplication.Create(configuration, ["--urls", "http://127.0.0.1:0", "--Logging:Console:LogLevel:Default=None", .. arguments], configure: services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            configure?.Invoke(services);
        });
        await app.StartAsync();
        return new RunningGateway(app, clock);
    }

    /// <summary>Adds a reader of the gateway's log.</summary>
    public void AddLog(ILoggerProvider log) => _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);

    public Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, "application/json", json, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string contentType, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        // A gateway reads only one of the headers for a key; the values of the other headers are secrets too.
        foreach (var (name, value) in Canaries.Headers.Where(canary => request.Headers.Contains("Authorization") && !request.Headers.Contains(canary.Name)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Lets so much time pass that no deployment rests, and no failure and no latency is remembered: for another test.</summary>
    public void PassOn()
    {
        Clock.Advance(TimeSpan.FromDays(2));
        Clock.ForgetStarts();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
