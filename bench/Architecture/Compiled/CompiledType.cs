namespace TracedLlm.Bench.Architecture.Compiled;

/// <summary>A top-level type of an assembly, with everything that the compiler made of it: nested types, lambdas, state machines.</summary>
/// <param name="Name">Its name with its namespace.</param>
/// <param name="File">Its source file, seen from <c>src</c>, such as <c>Runtime/Json/Utf8Json.cs</c>.</param>
/// <param name="Mentions">The names of the other types of the same assembly that it mentions. Constants leave no mention: the compiler copies their values.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
public sealed record CompiledType(string Name, string File, IReadOnlyCollection<string> Mentions, bool IsPublic)
{
    /// <summary>Its namespace.</summary>
    public string Namespace => Name[..Math.Max(0, Name.LastIndexOf('.'))];

    /// <summary>Its name without the namespace.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];
}
