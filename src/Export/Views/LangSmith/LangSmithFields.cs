using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;

namespace TracedLlm.Export.Views.LangSmith;

/// <summary>The functions of LangSmith's fields.</summary>
internal static class LangSmithFields
{
    public static void WriteKind(in ViewedSpan span, AttributeField field) => FieldWriters.Write(span, field, LangSmithKinds.FindKind(span.Kind));

    public static void WriteTags(in ViewedSpan span, AttributeField field)
    {
        if (field.ReadValue(span) is { } tags)
        {
            AttributeText.WriteJoined(span.Buffer, field.Key, tags);
        }
    }

    public static void WritePrompt(in ViewedSpan span, AttributeField field)
    {
        if (span.HasInput)
        {
            ContentText.WriteInput(span, field, asObject: true);
        }
        else
        {
            FieldWriters.WriteText(span, field, span.RawInput);
        }
    }

    public static void WriteCompletion(in ViewedSpan span, AttributeField field)
    {
        if (span.HasOutput)
        {
            ContentText.WriteOutput(span, field, asObject: true);
        }
        else
        {
            FieldWriters.WriteText(span, field, span.RawOutput);
        }
    }

    public static void WriteSystem(in ViewedSpan span, AttributeField field) => FieldWriters.Write(span, field, field.ReadValue(span) as string);

    /// <summary>Writes the provider by the name that LangSmith's price table knows.</summary>
    public static void WriteProviderName(in ViewedSpan span, AttributeField field)
    {
        if (field.ReadValue(span) is string provider)
        {
            FieldWriters.Write(span, field, LangSmithProviders.FindName(provider));
        }
    }

    /// <summary>Writes the caller's trace id on the span that the view takes out of that trace.</summary>
    public static void WriteCallerTraceId(in ViewedSpan span, AttributeField field)
    {
        if (HasHiddenParent(span))
        {
            FieldWriters.Write(span, field, span.Activity.TraceId.ToHexString());
        }
    }

    /// <summary>Writes the id of the parent that the view takes off the span.</summary>
    public static void WriteCallerSpanId(in ViewedSpan span, AttributeField field)
    {
        if (HasHiddenParent(span))
        {
            FieldWriters.Write(span, field, span.Activity.ParentSpanId.ToHexString());
        }
    }

    private static bool HasHiddenParent(in ViewedSpan span) => span.HiddenParent != default && LangSmithView.FindTop(span) == span.Activity;
}
