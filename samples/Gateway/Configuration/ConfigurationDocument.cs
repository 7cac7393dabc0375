using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the document of a file, with the files that it includes, and resolves its merge keys.</summary>
internal static class ConfigurationDocument
{
    private const string Include = "include";

    // No setting is nested nearly as deep.
    private const int DeepestNesting = 100;

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
            // Another encoding needs its mark. Without the check a wrong byte would change a key or a name without a word.
            var text = File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));

            // The reader of YAML takes it for the end of the file.
            return text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var end
                ? throw new ConfigurationException(path, text.AsSpan(0, end).Count('\n') + 1, "the file has the character U+0000; save it as UTF-8")
                : text;
        }
        catch (DecoderFallbackException)
        {
            throw new ConfigurationException(path, 0, "the file is not UTF-8; save it as UTF-8");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException(path.Replace("\0", "", StringComparison.Ordinal), 0, exception.Message);
        }
    }

    // Before the document is built: building is recursive, and nothing catches the overflow of a stack.
    private static void Check(string yaml, string file)
    {
        var parser = new Parser(new StringReader(yaml));
        var anchors = new HashSet<AnchorName>();
        var (depth, line) = (0, 0L);
        try
        {
            while (parser.MoveNext())
            {
                var part = parser.Current!;
                (depth, line) = (depth + part.NestingIncrease, part.End.Line);
                if (depth > DeepestNesting)
                {
                    throw new ConfigurationException(file, part.Start.Line, string.Create(CultureInfo.InvariantCulture, $"the file is nested more than {DeepestNesting} levels deep"));
                }

                if (part is NodeEvent { Anchor.IsEmpty: false } node)
                {
                    anchors.Add(node.Anchor);
                }
                else if (part is AnchorAlias alias && !anchors.Contains(alias.Value))
                {
                    throw new ConfigurationException(file, part.Start.Line, $"*{alias.Value} has no anchor &{alias.Value} before it");
                }
            }
        }
        catch (YamlException exception)
        {
            var tab = FindTab(yaml);
            throw tab > 0
                ? new ConfigurationException(file, tab, "a line begins with a tab; write spaces")
                : new ConfigurationException(file, Math.Max(exception.Start.Line, line), exception.InnerException?.Message ?? exception.Message);
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner throws this exception for some unclosed brackets.
            throw new ConfigurationException(file, line, "the file is not valid YAML after this line");
        }
    }

    // The first line that is indented with a tab; 0 if there is none.
    private static int FindTab(string yaml) =>
        Array.FindIndex(yaml.Split('\n'), static line => line.TrimStart(' ').StartsWith('\t') && line.Trim().Length > 0) + 1;

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
        Check(yaml, file);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw new ConfigurationException(file, 0, stream.Documents.Count == 0 ? "the file is empty" : "the file holds more than one document");
        }
        catch (YamlException exception)
        {
            throw new ConfigurationException(file, exception.Start.Line, exception.InnerException?.Message ?? exception.Message);
        }
    }
}
