using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Testing.Backends;

/// <summary>Reads input and output: the first family of attributes with input or output gives both; families are not mixed.</summary>
internal static class LangfuseContent
{
    private static readonly (string Input, string Output)[] Families =
    [
        ("langfuse.observation.input", "langfuse.observation.output"),
        ("mlflow.spanInputs", "mlflow.spanOutputs"),
        ("traceloop.entity.input", "traceloop.entity.output"),
        ("input.value", "output.value"),
        ("input", "output"),
        ("tool_arguments", "tool_response"),
        ("gen_ai.prompt*", "gen_ai.completion*"),
        ("llm.input_messages*", "llm.output_messages*"),
        ("gen_ai.input.messages", "gen_ai.output.messages"),
        ("gen_ai.tool.call.arguments", "gen_ai.tool.call.result"),
    ];

    public static (string? Input, string? Output) Read(ReceivedAttributes attributes) => Families
        .Select(family => (Input: Value(attributes, family.Input), Output: Value(attributes, family.Output)))
        .FirstOrDefault(found => (found.Input ?? found.Output) is not null);

    // A family with a star combines all keys with its prefix.
    private static string? Value(ReceivedAttributes attributes, string key)
    {
        if (!key.EndsWith('*'))
        {
            return Text(attributes[key]);
        }

        var prefix = key[..^1];
        var found = attributes.Where(attribute => attribute.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return found switch
        {
            [] => null,
            [var single] when single.Key == prefix => Text(single.Value),
            _ => AttributeText.Format(found.Select(attribute => KeyValuePair.Create(attribute.Key[prefix.Length..].TrimStart('.'), attribute.Value))),
        };
    }

    private static string? Text(object? value) => value is null ? null : value as string ?? AttributeText.Format(value);
}
