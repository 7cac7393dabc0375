using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Setup;
using TracedLlm.Export.Tenants;
using TracedLlm.Export.Tests.Backends;
using TracedLlm.Export.Tests.Setup;
using TracedLlm.Testing.Activities;

namespace TracedLlm.Export.Tests.Tenants;

/// <summary>A gateway whose only answer is where the spans of the request go, one line each; its own spans are recorded, and go nowhere.</summary>
internal sealed class RoutingGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private RoutingGateway(WebApplication app, RecordedActivities activities, LogLines log)
    {
        _app = app;
        Activities = activities;
        Log = log;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public RecordedActivities Activities { get; }

    public LogLines Log { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="callbacks">The operator's backends.</param>
    /// <param name="settings">Further settings, one <c>NAME=value</c> a line.</param>
    /// <param name="sources">The gateway's own sources of destinations.</param>
    public static async Task<RoutingGateway> StartAsync(string callbacks, string settings, params ITraceDestinations[] sources)
    {
        var log = new LogLines();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "test-gateway" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.AddProvider(log);
        builder.Services.AddRouting();
        builder.Services.AddTracedLlm();
        var context = BackendText.Context(callbacks, settings);
        BackendServices.Add(builder.Services, context, new BackendSelection(context));
        foreach (var source in sources)
        {
            builder.Services.AddSingleton(source);
        }

        var app = builder.Build();
        app.UseRouting();
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", (RequestDelegate)AnswerAsync).WithMetadata(new TracedLlmRouteAttribute());
        app.MapPost("/v1/messages", (RequestDelegate)AnswerAsync).WithMetadata(new TracedLlmRouteAttribute());
        var activities = new RecordedActivities(TracedLlmTelemetry.SourceName);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            activities.Dispose();
            await app.DisposeAsync();
            throw;
        }

        return new RoutingGateway(app, activities, log);
    }

    /// <summary>Where the spans of a request go.</summary>
    /// <param name="json">Its body.</param>
    /// <param name="team">The caller's team.</param>
    /// <param name="path">Its route.</param>
    public async Task<string> RouteAsync(string json = "{}", string? team = null, string path = "/v1/chat/completions")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-team", team ?? "none");
        using var response = await _client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        Activities.Dispose();
    }

    private static Task AnswerAsync(HttpContext http)
    {
        var trace = LlmTrace.Current!;
        trace.SetCaller(new LlmCaller { TeamId = http.Request.Headers["x-team"] });
        var endpoints = http.RequestServices.GetRequiredService<TenantRouting>().Resolve(trace.State);
        return http.Response.WriteAsync(string.Join('\n', endpoints.Select(Describe)));
    }

    // The host, and what is told of the credentials, the test's own, and how much it gets unless that is all.
    private static string Describe(BackendEndpoint endpoint)
    {
        var credentials = endpoint.Headers.FirstOrDefault(header => header.Key is "x-api-key" or "Authorization" or "api_key").Value ?? "";
        return $"{endpoint.LedgerName} {endpoint.Address.Host} "
            + (credentials.StartsWith("Basic ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(credentials[6..])) : credentials)
            + (endpoint.SamplingRate < 1 ? string.Create(CultureInfo.InvariantCulture, $" {endpoint.SamplingRate}") : "");
    }
}
