using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.LiteLlmOtel;

/// <summary>The functions of LiteLLM's fields.</summary>
internal static class LiteLlmFields
{
    public static void WriteGuardrailKind(in ViewedSpan span, AttributeField field) => FieldWriters.Write(span, field, OpenInferenceKinds.Guardrail);

    /// <summary>Writes a Python boolean as text, as LiteLLM does.</summary>
    public static void WriteIsStreaming(in ViewedSpan span, AttributeField field) =>
        FieldWriters.Write(span, field, field.ReadValue(span) is true ? "True" : "False");

    /// <summary>Writes the total of a reported usage; LiteLLM has no zeros for calls that used nothing.</summary>
    public static void WriteTotalTokens(in ViewedSpan span, AttributeField field)
    {
        if (span.Tokens.State == UsageState.Reported)
        {
            FieldWriters.WriteTotalTokens(span, field);
        }
    }
}
