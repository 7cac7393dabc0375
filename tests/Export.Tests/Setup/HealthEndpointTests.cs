using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Delivery;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Setup;

[Collection(ProcessWide.Name)]
public sealed class HealthEndpointTests
{
    [Theory]
    [InlineData(null, "/health/tracing")]
    [InlineData("/internal/spans", "/internal/spans")]
    public async Task The_ledger_is_answered_as_json(string? pattern, string path)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var app = Build(receiver.Endpoint.ToString());
        if (pattern is null)
        {
            app.MapTracedLlmHealth();
        }
        else
        {
            app.MapTracedLlmHealth(pattern);
        }

        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var response = await client.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, "application/json", true), (response.StatusCode, response.Content.Headers.ContentType!.MediaType, response.Headers.CacheControl!.NoStore));
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("ok", json.RootElement.GetProperty("status").GetString());
        Assert.Equal("otel", json.RootElement.GetProperty("backends")[0].GetProperty("name").GetString());
        await app.StopAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_console_is_counted_alone_and_beside_a_backend(bool hasBackend)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false }); // The console may be the only backend.
        using var console = new StringWriter();
        await using var app = Build(hasBackend ? receiver.Endpoint.ToString() : null, console);
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => "{}");
        app.MapTracedLlmHealth();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var body = new StringContent("{}");
        using var response = await client.PostAsync("/v1/chat/completions", body);

        // The console is written a moment after the response.
        var ledger = app.Services.GetRequiredService<DeliveryLedger>();
        await Eventually.BecomesTrueAsync(() => ledger.Backends.SingleOrDefault(backend => backend.Ledger.Name == "console")?.Ledger.Counts() is { Exported: 2 });

        var counts = await CountsAsync(client);
        Assert.Equal((2, 2), (counts.Started, counts.Ended));
        Assert.Equal((2, 2, 0), counts.Console);
        Assert.Equal(hasBackend ? ["otel", "console"] : ["console"], counts.Names);
        await app.StopAsync();
    }

    [Fact]
    public async Task Metadata_that_was_dropped_is_counted_by_reason()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var app = Build(receiver.Endpoint.ToString());
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => "{}");
        app.MapTracedLlmHealth();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var before = await DroppedAsync(client, "secret");

        using var body = new StringContent("""{"metadata":{"password":"hunter2","color":"blue"}}""", null, "application/json");
        using var response = await client.PostAsync("/v1/chat/completions", body);

        Assert.Equal(before + 1, await DroppedAsync(client, "secret"));
        await app.StopAsync();
    }

    private static async Task<long> DroppedAsync(HttpClient client, string reason)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync("/health/tracing"));
        return json.RootElement.GetProperty("metadata_dropped").TryGetProperty(reason, out var count) ? count.GetInt64() : 0;
    }

    private static async Task<(int Started, int Ended, IReadOnlyList<string?> Names, (int Started, int Exported, int InFlight) Console)> CountsAsync(HttpClient client)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync("/health/tracing"));
        var spans = json.RootElement.GetProperty("spans");
        var backends = json.RootElement.GetProperty("backends").EnumerateArray().ToList();
        var console = backends.Single(backend => backend.GetProperty("name").GetString() == "console");
        return (
            spans.GetProperty("started").GetInt32(),
            spans.GetProperty("ended").GetInt32(),
            [.. backends.Select(backend => backend.GetProperty("name").GetString())],
            (console.GetProperty("started").GetInt32(), console.GetProperty("exported").GetInt32(), console.GetProperty("in_flight").GetInt32()));
    }

    [Fact]
    public void Without_an_export_there_is_nothing_to_report()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        var app = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapTracedLlmHealth());

        Assert.Equal("MapTracedLlmHealth() needs builder.Services.AddTracedLlmExport(builder.Configuration).", error.Message);
    }

    private static WebApplication Build(string? endpoint, TextWriter? console = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "test-gateway" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint });
        if (console is not null)
        {
            builder.Configuration["TracedLlm:Callbacks"] = endpoint is null ? "console" : "otel,console";
        }

        builder.Services.AddRouting();
        builder.Services.AddTracedLlm(builder.Configuration);
        builder.Services.AddTracedLlmExport(builder.Configuration, options => options.Console = console);
        var app = builder.Build();
        app.UseRouting();
        app.UseTracedLlm();
        return app;
    }
}
