using TracedLlm.Export.Backends;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Tests.Views;

/// <summary>Attribute names that one backend reads as another library's attributes stay unchanged for the other backends.</summary>
[Collection(ProcessWide.Name)]
public sealed class ForeignNamesTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();

    [Theory]
    [InlineData(OtlpView.SemanticConventions)]
    [InlineData(OtlpView.LiteLlm)]
    [InlineData(OtlpView.OpenInference)]
    public void Attributes_that_no_backend_misreads_stay_unchanged(OtlpView view)
    {
        var span = EncodedSpan.FromActivity(
            GenericOtlpBackend.ChooseView(new TracedLlmExportOptions { OtlpView = view }),
            _activities.WithTags(("input", "own"), ("model", "own"), ("tool.name", "own"), ("retrieval.documents.0.document.id", "own")));

        Assert.Equal(["input", "model", "tool.name", "retrieval.documents.0.document.id"], span.Attributes.Keys.Take(4));
        Assert.All(span.Attributes.Take(4), tag => Assert.Equal("own", tag.Value));
    }

    [Theory]
    [InlineData("input", true)]
    [InlineData("input.value", true)]
    [InlineData("input:value", true)]
    [InlineData("input_value", false)]
    [InlineData("inputs.value", false)]
    [InlineData("my.input", false)]
    [InlineData("Input", false)]
    [InlineData(".input", false)]
    [InlineData("", false)]
    public void A_word_ends_at_a_dot_or_a_colon(string name, bool isForeign) => Assert.Equal(isForeign, new ForeignNames(ForeignNames.OpenInference).Contains(name));

    public void Dispose() => _activities.Dispose();
}
