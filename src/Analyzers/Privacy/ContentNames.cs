using System.Collections.Immutable;
using TracedLlm.Facts;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>Names of attributes whose values are message content.</summary>
internal static class ContentNames
{
    // The members of OpenInference's messages with content.
    private static readonly ImmutableArray<string> MessageMembers =
    [
        "content", "contents.*.message_content.text", "contents.*.message_content.image.image.url",
        "contents.*.message_content.audio.audio.url", "contents.*.message_content.audio.audio.transcript",
        "contents.*.message_content.video.video.url", "contents.*.message_content.document.url",
        "tool_calls.*.tool_call.function.arguments", "function_call_arguments_json",
    ];

    private static readonly ImmutableHashSet<string> OfTheLibrary = [.. ContentAttributeTable.FindNames(static _ => true)];

    // Only whole names: their neighbours are no content, such as gen_ai.prompt.0.role and retrieval.documents.0.document.score.
    private static readonly ImmutableHashSet<string> Names =
    [
        .. OfTheLibrary,

        // OpenTelemetry GenAI v1.41.1, on the span of a tool, which a gateway writes by itself.
        "gen_ai.tool.call.arguments", "gen_ai.tool.call.result",

        // Before it, and OpenLLMetry. LangSmith reads the first two.
        "gen_ai.prompt", "gen_ai.completion", "gen_ai.event.content",
        "gen_ai.prompt.*.content", "gen_ai.prompt.*.tool_calls.*.arguments",
        "gen_ai.completion.*.content", "gen_ai.completion.*.tool_calls.*.arguments", "gen_ai.completion.*.function_call.arguments",
        "llm.prompts.*.content", "llm.completions.*.content",
        "llm.request.functions.*.description", "llm.request.functions.*.parameters",
        "traceloop.entity.input", "traceloop.entity.output",

        // OpenInference.
        "input.value", "output.value",
        .. MessageMembers.Select(static member => $"llm.input_messages.*.message.{member}"),
        .. MessageMembers.Select(static member => $"llm.output_messages.*.message.{member}"),
        "llm.function_call", "llm.prompt_template.variables", "llm.prompts.*.prompt.text", "llm.choices.*.completion.text", "llm.tools.*.tool.json_schema",
        "embedding.embeddings.*.embedding.text", "retrieval.documents.*.document.content",
        "reranker.query", "reranker.input_documents.*.document.content", "reranker.output_documents.*.document.content",

        // Langfuse.
        "langfuse.trace.input", "langfuse.trace.output", "langfuse.observation.input", "langfuse.observation.output",
    ];

    /// <summary>Whether the values of an attribute are content.</summary>
    /// <param name="name">Its name; <see cref="WrittenTag.Placeholder"/> stands for a part that is not constant.</param>
    public static bool Contains(string name) => Names.Contains(name) || (name.Any(IsDigit) && Names.Contains(WithoutNumbers(name)));

    /// <summary>Whether the library writes the attribute itself where content is captured.</summary>
    public static bool IsOfTheLibrary(string name) => OfTheLibrary.Contains(name);

    private static string WithoutNumbers(string name) =>
        string.Join(".", name.Split('.').Select(static part => part.Length > 0 && part.All(IsDigit) ? WrittenTag.Placeholder : part));

    private static bool IsDigit(char sign) => sign is >= '0' and <= '9';
}
