using System.Diagnostics;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.OpenInference;

/// <summary>OpenInference's attributes, which Phoenix and Arize read.</summary>
internal sealed class OpenInferenceView() : VendorView(OpenInferenceTable.Table)
{
    /// <inheritdoc/>
    public override string Name => "openinference";

    /// <inheritdoc/>
    public override bool HasInstance => false;

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.OpenInference;

    /// <inheritdoc/>
    protected override bool ListsExceptions => true;

    /// <summary>
    /// Phoenix counts every span with an error, so one failure counts on the root and on the LLM span, as with its own
    /// instrumentation. The attempt has the exception, and the failure span repeats the root. What succeeded is OK: Phoenix shows a
    /// dash for an unset status.
    /// </summary>
    protected override ActivityStatusCode ReadStatus(in ViewedSpan span)
    {
        var status = span.Status.Code;
        return span.Role switch
        {
            SpanRole.Attempt when status == ActivityStatusCode.Error => ActivityStatusCode.Unset,
            SpanRole.Other when status == ActivityStatusCode.Error && span.IsFailure => ActivityStatusCode.Unset,
            SpanRole.Root or SpanRole.Request when status == ActivityStatusCode.Unset && IsOwn(span) && span[SpanFact.Outcome] is null or Outcomes.Ok => ActivityStatusCode.Ok,
            _ => status,
        };
    }

    /// <inheritdoc/>
    protected override void WriteMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value)
    {
        // OpenInferenceMetadata writes all metadata as one JSON object, after all attributes are known.
    }

    private static bool IsOwn(in ViewedSpan span) => span.Request is { } request && (span.Activity == request.Root || span.Activity == request.LlmRequest());
}
