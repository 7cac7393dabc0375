using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>The name of a trace whose caller named none: the operation of its request and the model asked for, <c>chat gpt-4o</c>.</summary>
internal static class DefaultTraceName
{
    /// <summary>Writes the name on spans of a request that has come to its <c>litellm_request</c>; never in a trace of others.</summary>
    public static void Write(in ViewedSpan span, AttributeField field)
    {
        if (span.IsJoined || span.Role == SpanRole.Other || span.LlmRequest is not { } request)
        {
            return;
        }

        if (request.GetTagItem(GenAi.OperationName) is not string operation)
        {
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        span.Buffer.Utf8(operation);
        if (request.GetTagItem(GenAi.RequestModel) is string { Length: > 0 } model)
        {
            span.Buffer.Byte((byte)' ');
            span.Buffer.Utf8(OtlpAttribute.Cut(model));
        }

        OtlpAttribute.CloseText(span.Buffer, open);
    }
}
