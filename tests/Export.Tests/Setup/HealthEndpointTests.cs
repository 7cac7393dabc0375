using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Otlp;

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

    [Fact]
    public void Without_an_export_there_is_nothing_to_report()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        var app = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapTracedLlmHealth());

        Assert.Equal("MapTracedLlmHealth() needs builder.Services.AddTracedLlmExport(builder.Configuration).", error.Message);
    }

    private static WebApplication Build(string endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "test-gateway" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint });
        builder.Services.AddRouting();
        builder.Services.AddTracedLlm(builder.Configuration);
        builder.Services.AddTracedLlmExport(builder.Configuration);
        var app = builder.Build();
        app.UseRouting();
        app.UseTracedLlm();
        return app;
    }
}
