using System.Text.Json;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.LiteLlmOtel;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>A request's metadata keeps its types in each view that has them.</summary>
public sealed class MetadataTypesTests : IDisposable
{
    private static readonly (string, object?)[] Tags =
    [
        ("litellm.metadata.count", 3L), ("litellm.metadata.ratio", 0.25), ("litellm.metadata.consent", true), ("litellm.metadata.text", "3"),
        ("litellm.metadata.of", """{"a":1}"""), ("litellm.metadata.dropped", new[] { "api_key: secret", "of.password: secret" }),
    ];

    private readonly GeneratedActivities _activities = new();

    [Fact]
    public void Langfuse_has_numbers_booleans_and_objects()
    {
        var span = Seen(new LangfuseView());

        Assert.Equal(
            (3L, 0.25, true, "3"),
            (span.Attributes["langfuse.trace.metadata.count"], span.Attributes["langfuse.trace.metadata.ratio"], span.Attributes["langfuse.trace.metadata.consent"], span.Attributes["langfuse.trace.metadata.text"]));
        Assert.Equal("""{"of":{"a":1}}""", span.Attributes["langfuse.trace.metadata"]);
        Assert.Equal(["api_key: secret", "of.password: secret"], span.Attributes.Get<object?[]>("langfuse.trace.metadata.dropped"));
    }

    [Fact]
    public void Phoenix_has_one_object_of_them()
    {
        var metadata = JsonSerializer.Deserialize<JsonElement>(Seen(new OpenInferenceView()).Attributes.Get<string>("metadata"));

        Assert.Equal("""{"count":3,"ratio":0.25,"consent":true,"text":"3","of":{"a":1},"dropped":["api_key: secret","of.password: secret"]}""", JsonSerializer.Serialize(metadata));
    }

    [Fact]
    public void LiteLlms_dashboards_have_texts_as_LiteLlm_writes_them()
    {
        var span = Seen(new LiteLlmView());

        Assert.Equal(
            ("3", "0.25", "true", "3", """{"a":1}"""),
            (span.Attributes["metadata.count"], span.Attributes["metadata.ratio"], span.Attributes["metadata.consent"], span.Attributes["metadata.text"], span.Attributes["metadata.of"]));
    }

    [Fact]
    public void LangSmith_has_texts()
    {
        var span = Seen(new LangSmithView());

        Assert.Equal(
            ("3", "0.25", "true", """{"a":1}""", """["api_key: secret","of.password: secret"]"""),
            (span.Attributes["langsmith.metadata.count"], span.Attributes["langsmith.metadata.ratio"], span.Attributes["langsmith.metadata.consent"], span.Attributes["langsmith.metadata.of"], span.Attributes["langsmith.metadata.dropped"]));
    }

    public void Dispose() => _activities.Dispose();

    private ReceivedSpan Seen(SpanView view) => EncodedSpan.FromActivity(view, _activities.WithTags(Tags));
}
