using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Enrichment;

/// <summary>Fields of a request's body that the operator names are attributes of every span.</summary>
[Collection(ProcessWide.Name)]
public sealed class AttributeParameterTests
{
    [Fact]
    public async Task The_named_fields_are_attributes_of_every_span()
    {
        var spans = await RunAsync("feature,priority,is_trial", """{"model":"claude","feature":"search","priority":3,"is_trial":true,"other":"left out"}""");

        Assert.Equal(3, spans.Count);
        Assert.All(spans, static span => Assert.Equal(
            ("search", 3L, true, false),
            (span.Attributes["litellm.metadata.feature"], span.Attributes["litellm.metadata.priority"], span.Attributes["litellm.metadata.is_trial"], span.Attributes.ContainsKey("litellm.metadata.other"))));
    }

    [Fact]
    public async Task The_metadata_wins_and_its_bounds_apply()
    {
        var spans = await RunAsync(
            "feature,long,api_key,list,none",
            $$"""{"model":"claude","feature":"body","litellm_metadata":{"feature":"metadata"},"long":"{{new string('x', 5_000)}}","api_key":"abcdefgh12345678","list":[1],"none":null}""");

        var root = spans.Single(static span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal("metadata", root.Attributes["litellm.metadata.feature"]);
        Assert.Equal(1024, root.Attributes.Get<string>("litellm.metadata.long").Length);
        Assert.Equal(
            ["litellm.metadata.dropped", "litellm.metadata.feature", "litellm.metadata.long"],
            root.Attributes.Keys.Where(static key => key.StartsWith("litellm.metadata.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("feature,prompt")]
    [InlineData("additional_instructions")]
    [InlineData("image")]
    [InlineData("mock_response")]
    [InlineData("a b")]
    public async Task A_field_with_content_is_refused_at_the_start(string fields)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ExportGateway.StartAsync(new() { ["TracedLlm:AttributeParameters"] = fields }));

        Assert.Contains("TracedLlm:AttributeParameters", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<ReceivedSpan>> RunAsync(string fields, string body)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.TracesEndpoint.ToString(),
            ["TracedLlm:AttributeParameters"] = fields,
        }))
        {
            await gateway.PostAsync(body);
        }

        return receiver.Spans;
    }
}
