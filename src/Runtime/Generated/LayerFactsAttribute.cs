using System.ComponentModel;

namespace TracedLlm.Generated;

/// <summary>
/// What the rules know about a method of a library, for the projects that reference the library: which exceptions leave the method,
/// which metadata it reads, what its failure log turns away. The generator writes it in builds, because a compiled library has no
/// source to read. No code reads it at run time.
/// </summary>
/// <param name="version">The version of the format. The rules ignore facts of another version.</param>
/// <param name="member">The documentation id of the method; empty for facts about the whole library.</param>
/// <param name="facts">The facts, one text each.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class LayerFactsAttribute(int version, string member, params string[] facts) : Attribute
{
    /// <summary>The version of the format.</summary>
    public int Version { get; } = version;

    /// <summary>The documentation id of the method; empty for facts about the whole library.</summary>
    public string Member { get; } = member;

    /// <summary>The facts, one text each.</summary>
    public IReadOnlyList<string> Facts { get; } = facts;
}
