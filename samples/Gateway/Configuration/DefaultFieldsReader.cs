using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the fields that a deployment adds to requests that lack them: LiteLLM's parameters of a call, and <c>extra_body</c>.</summary>
internal static class DefaultFieldsReader
{
    private const string ExtraBody = "extra_body";

    // What a request is about is no default; KnownSettings has those that a deployment must not decide.
    private static readonly string[] OfRequests =
    [
        ServedRoute.Model, "messages", "input", "prompt", "documents", "image", "images", "mask", "file", "url", "known_speaker_references",
        ServedRoute.Stream, StreamUsageReader.StreamOptions, "store", "user", LiteLlmFields.Metadata,
    ];

    /// <summary>The parameters, as LiteLLM names them, and those of OpenAI's APIs. LiteLLM passes any other name on too; here extra_body has them, so that a misspelt setting is found.</summary>
    private static readonly string[] Parameters =
    [
        .. new[]
        {
            "temperature", "top_p", "top_k", "n", "max_tokens", "max_completion_tokens", "stop", "seed", "presence_penalty", "frequency_penalty", "logit_bias",
            "logprobs", "top_logprobs", "response_format", "reasoning_effort", "thinking", "verbosity", "parallel_tool_calls", "service_tier",
            "dimensions", "encoding_format", "input_type", "num_ctx", "keep_alive", "repeat_penalty", "think",
        }
        .Union(new[] { ProvidersFields.ChatCompletions, ProvidersFields.Completions, ProvidersFields.Embeddings, ProvidersFields.Images, ProvidersFields.Speech, ProvidersFields.Transcription }
            .SelectMany(fields => fields.All).Except(OfRequests).Order(StringComparer.Ordinal)),
    ];

    // The gateway decides about these fields itself, and has read them when it chooses a deployment.
    private static readonly string[] OfGateway = [ServedRoute.Model, ServedRoute.Stream, StreamUsageReader.StreamOptions, LiteLlmFields.Metadata];

    /// <exception cref="ConfigurationException">A field is the gateway's, or the section is no mapping.</exception>
    public static DefaultFields Read(DeploymentSettings settings)
    {
        var parameters = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in Parameters)
        {
            if (settings.Find(name, ReadValue) is { } value)
            {
                parameters[name] = value;
            }
        }

        var extra = settings.FindFirst([ExtraBody]) is (var section, ExtraBody) ? section.Section(ExtraBody) : null;
        return parameters.Count == 0 && extra is null ? DefaultFields.None : new DefaultFields
        {
            Parameters = parameters,
            ExtraBody = extra?.Names().ToDictionary(name => name, name => ReadExtra(extra, name), StringComparer.Ordinal) ?? [],
        };
    }

    private static JsonElement ReadExtra(SettingsSection extra, string name) =>
        OfGateway.Contains(name) || LiteLlmFields.UseOf(name) is FieldUse.Honoured or FieldUse.Allowed or FieldUse.Refused
            ? throw extra.Error(name, name == StreamUsageReader.StreamOptions
                ? "is a setting of the deployment: write it beside extra_body"
                : "is a field of the gateway, which no provider receives: write the provider's own fields")
            : ReadValue(extra, name) ?? JsonElement.Parse("null");

    // A variable's text is read as if it stood in the file.
    private static JsonElement? ReadValue(SettingsSection section, string name)
    {
        var node = section.Value(name) is YamlScalarNode { Style: ScalarStyle.Plain } ? new YamlScalarNode(section.Text(name)) { Style = ScalarStyle.Plain } : section.Value(name);
        return YamlJson.FromNode(node) is { } json ? JsonElement.Parse(json) : null;
    }
}
