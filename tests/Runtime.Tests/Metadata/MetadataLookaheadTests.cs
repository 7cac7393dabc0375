using Microsoft.AspNetCore.Builder;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>Metadata from the lookahead in a request's body, over HTTP on ordinary routes.</summary>
[Collection(ProcessWide.Name)]
public sealed class MetadataLookaheadTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    public static TheoryData<string, string, bool> Routes
    {
        get
        {
            var routes = new TheoryData<string, string, bool>();
            foreach (var row in TableRoute.WithBody)
            {
                routes.Add(row.Method, row.Pattern.Text, false);
                routes.Add(row.Method, row.Pattern.Text, true);
            }

            return routes;
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task The_gateways_field_names_the_trace_and_its_keys_are_on_every_span(string method, string pattern, bool form)
    {
        var route = TableRoute.Find(method, pattern);
        await using var gateway = await route.StartAsync();

        var answer = await route.SendAsync(gateway, TableRoute.Body(
            form,
            (route.OtherField, """{"trace_id": "another", "region": "us"}"""),
            (route.Field, $$"""{"existing_trace_id": "{{Trace}}", "parent_observation_id": "{{Span}}", "region": "eu"}""")));

        Assert.Equal("served", answer.Body);
        var spans = await gateway.StopAsync(Span);
        Assert.Equal(5, spans.Count);
        Assert.All(spans, span => Assert.Equal((Trace, "eu"), (span.TraceId, span.Attributes["litellm.metadata.region"])));
        Assert.Equal(Span, Assert.Single(spans, span => span.Kind == ReceivedSpanKind.Server).ParentSpanId);
    }

    [Fact]
    public async Task An_endpoint_can_state_its_field()
    {
        await using var gateway = await TestGateway.StartAsync(app =>
            app.MapPost("/v1/messages", [TracedLlmRoute(MetadataField = MetadataField.Metadata)] () => "served"));

        await gateway.PostBodyAsync("/v1/messages", """{"metadata": {"region": "eu"} }""");

        Assert.All(await gateway.StopAsync(), span => Assert.Equal("eu", span.Attributes["litellm.metadata.region"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_reads_keys_of_its_own_with_tracing_on_and_off(bool export)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = export,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute<TenantMetadata>] () => LlmTrace.Current!.Metadata<TenantMetadata>().TenantId);
            },
        });

        var answer = await gateway.PostBodyAsync("/v1/messages", """{"metadata": {"tenant_id": "native"}, "litellm_metadata": {"tenant_id": "t-1"} }""");

        Assert.Equal("t-1", answer.Body);
    }
}
