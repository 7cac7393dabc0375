namespace TracedLlm.Samples.Gateway.Tests.Requests;

/// <summary>The checked-in list of the fields that LiteLLM keeps to itself.</summary>
internal static class KnownLiteLlmFields
{
    public static IReadOnlyList<string> All { get; } = Read();

    private static List<string> Read()
    {
        using var reader = new StreamReader(typeof(KnownLiteLlmFields).Assembly.GetManifestResourceStream("litellm-fields")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => !line.StartsWith('#')).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }
}
