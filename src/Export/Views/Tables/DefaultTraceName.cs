using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>
/// The name of a trace whose caller named none: the operation of its request and the model asked for, <c>chat gpt-4o</c>, or the name that
/// LiteLLM gives.
/// </summary>
internal static class DefaultTraceName
{
    /// <summary>Writes the name on spans of a request that has come to its <c>litellm_request</c>; never in a trace of others.</summary>
    /// <param name="span">The span.</param>
    /// <param name="field">The field of the name.</param>
    /// <param name="liteLlm">LiteLLM's name at the backend; the call type follows a name that ends with a dash.</param>
    public static void Write(in ViewedSpan span, AttributeField field, ReadOnlySpan<byte> liteLlm)
    {
        if (span.IsJoined || span.Role == SpanRole.Other || span.LlmRequest is not { } request || request.GetTagItem(GenAi.OperationName) is not string operation)
        {
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        if (span.Settings.TraceNames == TraceNames.LiteLlm)
        {
            span.Buffer.Bytes(liteLlm);
            if (liteLlm is [.., (byte)'-'])
            {
                span.Buffer.Utf8(request.GetTagItem(LibraryAttributes.CallType) as string ?? operation);
            }
        }
        else
        {
            span.Buffer.Utf8(operation);
            if (request.GetTagItem(GenAi.RequestModel) is string { Length: > 0 } model)
            {
                span.Buffer.Byte((byte)' ');
                span.Buffer.Utf8(OtlpAttribute.Cut(model));
            }
        }

        OtlpAttribute.CloseText(span.Buffer, open);
    }
}
