using Newtonsoft.Json.Linq;

namespace Vault.Api;

public sealed partial class Redactor
{
    [TracedGuardrail(GuardrailMode.PreCall, Name = "redaction")]
    [return: GuardrailResult(Masked = nameof(Redaction.Changed), MaskedEntities = nameof(Redaction.Count))]
    public partial Task<Redaction> RedactAsync(JObject request);

    private Task<Redaction> RedactCoreAsync(JObject request)
    {
        var count = 0;
        foreach (var message in request["messages"]?.Children() ?? [])
        {
            if (message["content"] is not JValue { Type: JTokenType.String } content)
            {
                throw new RedactionFailedException("The content of a message is not text");
            }

            var text = (string)content!;
            if (text.Contains("4111"))
            {
                message["content"] = text.Replace("4111", "****");
                count++;
            }
        }

        return Task.FromResult(new Redaction(count > 0, count));
    }
}

public sealed record Redaction(bool Changed, int Count);
