using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ModularGateway.Pipeline;

internal sealed class RedactionStep : IStep<Call, Reply>
{
    private static readonly (string Name, Regex Pattern)[] Rules =
    [
        ("mail", new Regex(@"[\w.+-]+@[\w-]+\.[\w.]+", RegexOptions.Compiled)),
        ("card", new Regex(@"\b(?:\d[ -]?){13,16}\b", RegexOptions.Compiled)),
        ("phone", new Regex(@"\+\d{1,3}[ \d]{6,14}", RegexOptions.Compiled)),
    ];

    public ValueTask<Reply> InvokeAsync(Call input, Next<Call, Reply> next, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>();
        Redact(input.Body["messages"]);
        using (var span = LlmSpan.StartGuardrail("redaction", GuardrailMode.PreCall))
        {
            span.SetOutcome(counts.Count == 0 ? GuardrailOutcome.Passed : GuardrailOutcome.Masked(counts));
            span.SetTag("gen_ai.input.messages", input.Body["messages"]?.ToJsonString()); // TLM5002
        }

        return next(input, cancellationToken);

        void Redact(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject members:
                    foreach (var name in members.Select(member => member.Key).ToList())
                    {
                        if (members[name] is JsonValue value && value.TryGetValue<string>(out var text))
                        {
                            members[name] = Replace(text);
                        }
                        else
                        {
                            Redact(members[name]);
                        }
                    }

                    break;
                case JsonArray items:
                    foreach (var item in items)
                    {
                        Redact(item);
                    }

                    break;
            }
        }

        string Replace(string text) => Rules.Aggregate(text, (current, rule) => rule.Pattern.Replace(current, _ =>
        {
            counts[rule.Name] = counts.GetValueOrDefault(rule.Name) + 1;
            return $"<{rule.Name}>";
        }));
    }
}
