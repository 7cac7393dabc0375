using System.Text;
using TracedLlm.Secrets;

namespace TracedLlm.Redaction;

/// <summary>
/// The built-in redactor: recognises what it removes by its form. Each form is looked for from a character that it must have, a bounded
/// way in each direction, so that the time grows with the length of the text only.
/// </summary>
internal sealed class FormRedactor(RedactedContent kinds) : IContentRedactor
{
    public string Redact(string attribute, string text)
    {
        if (kinds.HasFlag(RedactedContent.Keys))
        {
            text = SecretRedaction.RemoveForms(text);
        }

        if (kinds.HasFlag(RedactedContent.Emails))
        {
            text = Replace(text, EmailForm.Find, EmailForm.Replacement);
        }

        // An account's number contains digits that may look like a card's or a telephone's.
        if (kinds.HasFlag(RedactedContent.Ibans))
        {
            text = Replace(text, IbanForm.Find, IbanForm.Replacement);
        }

        if (kinds.HasFlag(RedactedContent.CardNumbers))
        {
            text = Replace(text, CardForm.Find, CardForm.Replacement);
        }

        if (kinds.HasFlag(RedactedContent.PhoneNumbers))
        {
            text = Replace(text, PhoneForm.Find, PhoneForm.Replacement);
        }

        return text;
    }

    private static string Replace(string text, FormSearch find, string replacement)
    {
        StringBuilder? to = null;
        var copied = 0;
        while (find(text, copied) is { } found)
        {
            (to ??= new StringBuilder(text.Length)).Append(text, copied, found.Start.Value - copied).Append(replacement);
            copied = found.End.Value;
        }

        return to is null ? text : to.Append(text, copied, text.Length - copied).ToString();
    }
}
