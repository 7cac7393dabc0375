using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Signals;

/// <summary>The lines of the JSON console carry the ids of the spans that are exported.</summary>
[Collection(ProcessWide.Name)]
public sealed partial class ConsoleLogTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_scopes_have_the_ids_of_the_exported_span(bool isInForeignActivity)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var lines = await RunAsync(receiver, http =>
        {
            var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("category");
            using (LlmSpan.StartCall("claude"))
            using (isInForeignActivity ? new Activity("System.Net.Http.HttpRequestOut").Start() : null)
            {
                Line(logger);
            }

            return http.Response.WriteAsync("hello");
        });

        var span = receiver.Spans.Single(static span => span.Name == "chat claude");
        var scopes = lines.Single(static line => line.GetProperty("Category").GetString() == "category").GetProperty("Scopes").EnumerateArray()
            .Where(static scope => scope.TryGetProperty("SpanId", out _))
            .Select(static scope => (scope.GetProperty("TraceId").GetString(), scope.GetProperty("SpanId").GetString()))
            .ToList();
        Assert.Equal(2, scopes.Count);
        Assert.Equal((span.TraceId, span.SpanId), scopes[^1]);
        Assert.Equal(span.TraceId, scopes[0].Item1);
        Assert.Equal(isInForeignActivity, scopes[0] != scopes[^1]);
    }

    [LoggerMessage(LogLevel.Information, "Line")]
    private static partial void Line(ILogger logger);

    private static async Task<List<JsonElement>> RunAsync(OtlpReceiver receiver, RequestDelegate handler)
    {
        var previous = System.Console.Out;
        using var output = new StringWriter();
        System.Console.SetOut(output);
        try
        {
            await using var gateway = await ExportGateway.StartAsync(
                new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString() },
                handler: handler,
                services: static services => services.AddLogging(static logging => logging
                    .Configure(static options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId)
                    .AddJsonConsole(static options => options.IncludeScopes = true)));
            await gateway.PostAsync();
        }
        finally
        {
            System.Console.SetOut(previous);
        }

        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
    }
}
