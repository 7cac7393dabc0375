using Microsoft.CodeAnalysis;

namespace TracedLlm.Testing.Roslyn.Layers;

/// <summary>A project of a solution. It references all projects before it.</summary>
public sealed class Layer
{
    /// <summary>A project with one file for each text in <paramref name="code"/>.</summary>
    /// <param name="name">The name of the project and of its assembly.</param>
    /// <param name="code">The files, with markup.</param>
    public Layer(string name, params string[] code)
    {
        Name = name;
        foreach (var text in code)
        {
            Sources.Add(($"/{name}/File{Sources.Count}.cs", text));
        }
    }

    /// <summary>The name of the project and of its assembly.</summary>
    public string Name { get; }

    /// <summary>The C# files, with markup.</summary>
    public SourceFileList Sources { get; } = [];

    /// <summary>The kind of the assembly; by default a library.</summary>
    public OutputKind OutputKind { get; init; } = OutputKind.DynamicallyLinkedLibrary;
}
