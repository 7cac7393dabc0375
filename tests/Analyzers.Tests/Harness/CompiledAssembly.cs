using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests;

/// <summary>An assembly that a test compiles, in place of a package that the tests do not reference.</summary>
internal static class CompiledAssembly
{
    /// <summary>Compiles code against the platform and returns the file of the assembly.</summary>
    public static string Write(string name, string source)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("tracedllm").FullName, name + ".dll");
        var compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source)], ReferencedAssemblies.Net.AspNetCore100.References, new(OutputKind.DynamicallyLinkedLibrary));
        var emitted = compilation.Emit(file);
        return emitted.Success ? file : throw new InvalidOperationException(string.Join('\n', emitted.Diagnostics));
    }
}
