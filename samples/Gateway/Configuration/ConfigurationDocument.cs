using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the document of a file, with the files that it includes, and resolves its merge keys.</summary>
internal static class ConfigurationDocument
{
    private const string Include = "include";

    /// <exception cref="ConfigurationException">A file cannot be read.</exception>
    public static YamlNode Read(string yaml, ConfigurationSource source)
    {
        var root = Parse(yaml, source.File);
        new YamlMerges(source).Resolve(root);
        if (root is YamlMappingNode mapping && mapping.Children.Remove(new YamlScalarNode(Include), out var include))
        {
            foreach (var name in NamesIn(include, source))
            {
                Add(name, mapping, source);
            }
        }

        return root;
    }

    /// <summary>The text of a file.</summary>
    public static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(path, 0, exception.Message);
        }
    }

    private static IEnumerable<YamlScalarNode> NamesIn(YamlNode include, ConfigurationSource source) => include switch
    {
        YamlScalarNode { Value: null or "" or "null" or "~" } => [],
        YamlScalarNode { Value: not null } name => [name],
        YamlSequenceNode names => names.Select(name => name as YamlScalarNode ?? throw source.Error(name, $"{Include} must hold names of files")),
        _ => throw source.Error(include, $"{Include} must be a list of names of files"),
    };

    // As in LiteLLM, lists are joined. A section that is in two files is an error, because LiteLLM would forget one of them.
    private static void Add(YamlScalarNode name, YamlMappingNode root, ConfigurationSource source)
    {
        var path = Path.Combine(source.Folder, name.Value!);
        var node = File.Exists(path) ? Parse(ReadText(path), path) : throw source.Error(name, $"{Include} names a file that is not there: {path}");
        source.Include(node, path);
        new YamlMerges(source).Resolve(node);
        foreach (var (key, value) in node as YamlMappingNode ?? throw source.Error(node, "the file must be a mapping"))
        {
            if (key is YamlScalarNode { Value: Include })
            {
                throw source.Error(key, $"{Include} must be in {source.File}, not in a file that it includes");
            }

            if (!root.Children.TryGetValue(key, out var known))
            {
                root.Children.Add(key, value);
            }
            else if (known is YamlSequenceNode list && value is YamlSequenceNode more)
            {
                // The list may be another one's anchor, which does not get the items.
                root.Children[key] = new YamlSequenceNode(list.Children.Concat(more.Children));
            }
            else
            {
                throw source.Error(key, $"{key} is in {source.FileOf(known)} too: write it in one file");
            }
        }
    }

    private static YamlNode Parse(string yaml, string file)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            var stream = new YamlStream();
            stream.Load(parser);
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new ConfigurationException(file, 0, stream.Documents.Count == 0 ? "the file is empty" : "the file holds more than one document");
        }
        catch (YamlException exception)
        {
            throw new ConfigurationException(file, exception.Start.Line, exception.InnerException?.Message ?? exception.Message);
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner throws this exception for some unclosed brackets.
            throw new ConfigurationException(file, parser.Current?.End.Line ?? 0, "the file is not valid YAML after this line");
        }
    }
}
