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
            ContentText.WriteInput(span, field, ContentText.FindInputForm(span, isRootPlain: false), asObject: true, ReasoningForm.ContentPart);
        }
        else if (GuardrailContent.IsShown(span))
        {
            GuardrailContent.WriteInput(span, field);
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
            ContentText.WriteOutput(span, field, isRootPlain: false, asObject: true, ReasoningForm.ContentPart);
        }
        else if (span.RawOutput is { } output)
        {
            FieldWriters.WriteText(span, field, output);
        }
        else if (GuardrailContent.IsShown(span))
        {
            GuardrailContent.WriteDecision(span, field);
        }
    }

    /// <summary>Writes the name of the run of the root: the trace's, by default what its request does.</summary>
    public static void WriteRunName(in ViewedSpan span, AttributeField field)
    {
        if (field.ReadValue(span) is { } name)
        {
            FieldWriters.WriteText(span, field, name);
        }
        else
        {
            DefaultTraceName.Write(span, field, "LLMRun"u8);
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
