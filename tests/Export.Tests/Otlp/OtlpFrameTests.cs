using System.Text;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Tests.Views;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>The bytes before the spans of a request.</summary>
public sealed class OtlpFrameTests
{
    [Theory]
    [InlineData("https://opentelemetry.io/schemas/1.41.0")]
    [InlineData(null)]
    public void The_schema_of_the_spans_is_on_their_scope(string? schemaUrl)
    {
        var frame = new OtlpFrame(OtlpResource.Resource([new("service.name", "tested")]), OtlpResource.Scope("TracedLlm", "1"), schemaUrl);
        using var activities = new EndedActivities();
        using var spans = new OtlpBuffer();
        new SemanticConventionsView().Write(new EndedSpan(activities.Make("a"), null), spans);
        var request = new byte[frame.SizeFor(spans.Written.Length) + spans.Written.Length];

        var length = frame.Write(request, spans.Written.Length);
        spans.Written.Span.CopyTo(request.AsSpan(length));

        Assert.Equal(frame.SizeFor(spans.Written.Length), length);
        var span = Assert.Single(OtlpTraceDecoder.Decode(request));
        Assert.Equal(("a", "TracedLlm", "tested", schemaUrl ?? ""), (span.Name, span.ScopeName, span.Resource["service.name"], span.SchemaUrl));
    }

    [Fact]
    public void Only_the_view_with_the_names_of_the_conventions_has_their_schema() => Assert.Equal(
        ["semantic_conventions"],
        ViewedRequest.Views.Where(view => view.SchemaUrl is not null).Select(view => view.Name));

    [Theory]
    [InlineData(null, "litellm, semantic_conventions")]
    [InlineData("replica-2", "langfuse, langsmith, litellm, openinference, semantic_conventions")]
    public void The_random_id_of_the_process_is_not_sent_to_backends_that_list_it_as_metadata_and_a_stated_id_is(string? stated, string views)
    {
        using var client = new HttpMessageInvoker(new HttpClientHandler());
        var context = new DeliveryContext(new PipelineSettings(), client, [new("service.name", "tested"), new("service.instance.id", stated ?? ServiceInstance.Id)], null, static () => { }, null);
        var id = Encoding.UTF8.GetBytes(stated ?? ServiceInstance.Id);

        var sent = ViewedRequest.Views.Where(view => Written(context.FrameFor(new BackendEndpoint("otel", new("http://127.0.0.1"), [], view))).IndexOf(id) >= 0);

        Assert.Equal(views, string.Join(", ", sent.Select(static view => view.Name).Order(StringComparer.Ordinal)));
    }

    private static Span<byte> Written(OtlpFrame frame)
    {
        var request = new byte[frame.SizeFor(0)];
        return request.AsSpan(0, frame.Write(request, 0));
    }
}
