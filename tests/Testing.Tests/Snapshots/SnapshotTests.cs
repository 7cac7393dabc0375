using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Tests.Trees;

namespace TracedLlm.Testing.Tests.Snapshots;

public sealed class SnapshotTests
{
    [Fact]
    public void A_tree_is_compared_with_the_file_named_after_the_test()
    {
        ReceivedSpan[] spans =
        [
            Spans.Span("Received Proxy Server Request", '1') with { Kind = ReceivedSpanKind.Server },
            Spans.Span("litellm_request", '2', '1', start: 1, attributes: ("gen_ai.request.model", "gpt-4o-mini")),
        ];

        Snapshot.Match(SpanTree.Print(spans));
    }

    [Fact]
    public void A_source_file_is_found_again_in_a_deterministic_build()
    {
        var source = SourcePath.Of("/_/tests/Testing.Tests/Snapshots/SnapshotTests.cs");

        Assert.True(File.Exists(source));
    }
}
