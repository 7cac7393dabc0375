using TracedLlm.Apis;

namespace TracedLlm.Content;

/// <summary>A document of <c>gen_ai.retrieval.documents</c>, as <see cref="ScoredDocument"/> wrote it.</summary>
[PayloadMap]
internal readonly partial struct CapturedDocument
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("score")] public double? Score { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }
    [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
}
