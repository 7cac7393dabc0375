namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary>
/// A file of <c>LiteLlmFiles</c>, as users of LiteLLM have it, and what it does, in lines that begin with <c>#:</c>:
/// <code>
/// #: environment NAME=value …
/// #: key KEY                                     the key of the requests
/// #: PATH MODEL -&gt; URL HEADER=value … MODEL      a request and what the provider gets of it; _ is a space, and - no model
/// #: PATH MODEL -&gt; 404                           a request that the gateway refuses
/// #: PATH MODEL -&gt; cache                         a request that reaches no provider
/// #: warns TEXT                                  a warning at the start; there are no others
/// #: stops TEXT                                  the beginning of the only line of a gateway that does not start
/// </code>
/// </summary>
internal sealed record LiteLlmFile(string Yaml)
{
    private const string Arrow = " -> ";

    public IReadOnlyList<(string Name, string Value)> Environment => [.. Lines("environment").SelectMany(line => line.Split(' ')).Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], pair[1]))];

    public string? Key => Lines("key").SingleOrDefault();

    public IReadOnlyList<string> Warnings => [.. Lines("warns")];

    public string? Stop => Lines("stops").SingleOrDefault();

    /// <summary>Path, model and expected result of each request.</summary>
    public IReadOnlyList<(string Path, string? Model, string Expected)> Requests =>
    [
        .. from line in All
           where line.StartsWith('/')
           let sides = line.Split(Arrow)
           let request = sides[0].Split(' ')
           select (request[0], request[1] == "-" ? null : request[1], sides[1]),
    ];

    private IEnumerable<string> All => Yaml.Split('\n').Where(line => line.StartsWith("#: ", StringComparison.Ordinal)).Select(line => line[3..].Trim());

    private IEnumerable<string> Lines(string kind) => All.Where(line => line.StartsWith(kind + " ", StringComparison.Ordinal)).Select(line => line[(kind.Length + 1)..]);
}
