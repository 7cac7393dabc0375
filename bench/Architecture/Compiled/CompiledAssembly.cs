using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace TracedLlm.Bench.Architecture.Compiled;

/// <summary>Reads the types of an assembly, their source files (from its portable PDB) and the types that each of them mentions.</summary>
public sealed class CompiledAssembly
{
    // The C# compiler writes it for types without methods; see "Type Definition Documents" in the Portable PDB specification.
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly MetadataReader _symbols;

    private CompiledAssembly(PEReader image, MetadataReader metadata, MetadataReader symbols) =>
        (_image, _metadata, _symbols) = (image, metadata, symbols);

    /// <summary>Reads an assembly.</summary>
    /// <param name="path">The assembly's file, with its PDB beside it.</param>
    /// <returns>Its types that were written by hand, by name.</returns>
    /// <exception cref="FileNotFoundException">There is no such file, or no PDB beside it.</exception>
    public static IReadOnlyDictionary<string, CompiledType> ReadTypes(string path)
    {
        var pdb = Path.ChangeExtension(path, ".pdb");
        using var image = new PEReader(File.OpenRead(path));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(pdb));
        return new CompiledAssembly(image, image.GetMetadataReader(), symbols.GetMetadataReader()).Read();
    }

    private Dictionary<string, CompiledType> Read()
    {
        var mentions = new Dictionary<TypeDefinitionHandle, TypeMentions>();
        var files = new Dictionary<TypeDefinitionHandle, string>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var type = OutermostType(handle);
            if (!mentions.TryGetValue(type, out var mentioned))
            {
                mentions.Add(type, mentioned = new TypeMentions(_image, _metadata));
            }

            mentioned.AddType(handle);
            if (WrittenFiles(handle).FirstOrDefault() is { } file)
            {
                files.TryAdd(type, file);
            }
        }

        return files.ToDictionary(
            pair => FullName(pair.Key),
            pair => new CompiledType(
                FullName(pair.Key),
                pair.Value,
                [.. mentions[pair.Key].Types.Select(OutermostType).Where(type => type != pair.Key && files.ContainsKey(type)).Select(FullName).Distinct().Order(StringComparer.Ordinal)],
                _metadata.GetTypeDefinition(pair.Key).Attributes.HasFlag(System.Reflection.TypeAttributes.Public)));
    }

    private TypeDefinitionHandle OutermostType(TypeDefinitionHandle type)
    {
        while (_metadata.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer)
        {
            type = outer;
        }

        return type;
    }

    private string FullName(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.Namespace.IsNil ? _metadata.GetString(type.Name) : $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }

    /// <summary>The files below <c>src</c> that declare the type; generated halves have none.</summary>
    private IEnumerable<string> WrittenFiles(TypeDefinitionHandle handle)
    {
        const string Sources = "/src/";
        foreach (var document in Documents(handle))
        {
            var file = _symbols.GetString(_symbols.GetDocument(document).Name).Replace('\\', '/');
            var start = file.LastIndexOf(Sources, StringComparison.Ordinal);
            if (start >= 0 && !file.Contains("/obj/", StringComparison.Ordinal) && !file.EndsWith(".g.cs", StringComparison.Ordinal))
            {
                yield return file[(start + Sources.Length)..];
            }
        }
    }

    private IEnumerable<DocumentHandle> Documents(TypeDefinitionHandle handle)
    {
        foreach (var method in _metadata.GetTypeDefinition(handle).GetMethods())
        {
            if (_symbols.GetMethodDebugInformation(method.ToDebugInformationHandle()).Document is { IsNil: false } document)
            {
                yield return document;
            }
        }

        foreach (var entry in _symbols.GetCustomDebugInformation(handle).Select(_symbols.GetCustomDebugInformation))
        {
            if (_symbols.GetGuid(entry.Kind) == TypeDefinitionDocuments)
            {
                for (var blob = _symbols.GetBlobReader(entry.Value); blob.RemainingBytes > 0;)
                {
                    yield return MetadataTokens.DocumentHandle(blob.ReadCompressedInteger());
                }
            }
        }
    }
}
