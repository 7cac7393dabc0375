using FsCheck;
using FsCheck.Fluent;

namespace TracedLlm.Payloads.Tests.Documents;

/// <summary>Generates valid JSON: the names that the maps read and others, repeated, escaped and nested, with white space anywhere.</summary>
internal sealed class JsonDocuments
{
    private const int DeepestValue = 5;

    private static readonly string[] NamesOfTests =
    [
        "model", "stream", "n", "max_tokens", "max_completion_tokens", "temperature", "stop", "messages", "metadata", "user_id", "tags", "nested", "deep", "flag",
        "id", "choices", "finish_reason", "index", "message", "content", "type", "refusal", "usage", "prompt_tokens", "completion_tokens",
        "prompt_tokens_details", "cached_tokens", "cost", "scores", "done", "names", "tenant_id", "tenant.region", "größe", "notes[]", "other", "x", "model2", "",
    ];

    // Which names the maps look for where; elements of an array have the array's name.
    private static readonly Dictionary<string, string[]> ExpectedByTests = new()
    {
        [""] =
        [
            "model", "stream", "n", "max_tokens", "max_completion_tokens", "temperature", "stop", "messages", "metadata", "id", "choices", "usage", "scores", "done",
            "names", "tenant_id", "tenant.region", "größe", "notes[]",
        ],
        ["metadata"] = ["user_id", "tags", "nested"],
        ["nested"] = ["deep"],
        ["deep"] = ["flag"],
        ["choices"] = ["finish_reason", "index", "message"],
        ["message"] = ["content", "refusal"],
        ["content"] = ["type"],
        ["usage"] = ["prompt_tokens", "completion_tokens", "prompt_tokens_details", "cost"],
        ["prompt_tokens_details"] = ["cached_tokens"],
        ["scores"] = [],
    };

    private static readonly string[] Pieces =
    [
        "stop", "gpt-4o", " ", "{", "}", "[", "]", ":", ",", "ä", "漢", "😀", "\\\"", "\\\\", "\\n", "\\/", "\\u0041", "\\u00e4", "\\ud83d\\ude00", "\\b", "\\f", "\\r", "\\t",
        "\\\\\\\"", "\\\\\\\\", "a rather long piece of text, so that strings come to span blocks of sixty-four bytes",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "42", "-7", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "0.0", "0.7", "-1.5", "1e3", "1E-2", "1.5e+3", "1e999", "1e-999", "123456789012345678901234567890", "3.0",
    ];

    private static readonly Gen<string> Space = Gen.Frequency((8, Gen.Constant("")), (1, Gen.Elements(" ", "\n", "\t", "\r\n", "  \n    ")));

    private static readonly Gen<string> Text =
        from pieces in Gen.Elements(Pieces).ListOf()
        select $"\"{string.Concat(pieces.Take(8))}\"";

    private static readonly JsonDocuments OfTests = new(NamesOfTests, ExpectedByTests);

    private readonly string[] _names;
    private readonly Dictionary<string, string[]> _expected;

    private JsonDocuments(string[] names, Dictionary<string, string[]> expected)
    {
        _names = names;
        _expected = expected;
    }

    /// <summary>Objects, as text, for the maps of these tests.</summary>
    public static Gen<string> Objects { get; } = OfTests.Object("", 0);

    /// <summary>Arrays and objects, as text.</summary>
    public static Gen<string> Containers { get; } = Gen.OneOf(OfTests.Object("", 0), OfTests.Array("", 0));

    /// <summary>Objects, as text, with what stands at these paths.</summary>
    /// <param name="paths">Paths as <see cref="PayloadFieldAttribute"/> has them.</param>
    public static Gen<string> ObjectsWith(IEnumerable<string> paths)
    {
        var steps = paths.Select(path => path.Replace("[]", "", StringComparison.Ordinal).Split('.')).ToList();
        var expected = steps
            .SelectMany(path => path.Select((name, at) => (Parent: at == 0 ? "" : path[at - 1], Name: name)))
            .GroupBy(step => step.Parent, step => step.Name)
            .ToDictionary(parent => parent.Key, parent => parent.Distinct().ToArray());
        return new JsonDocuments([.. steps.SelectMany(path => path).Append("other").Append("").Distinct()], expected).Object("", 0);
    }

    private Gen<string> Name(string parent) => _expected.TryGetValue(parent, out var expected) && expected.Length > 0
        ? Gen.Frequency((4, Gen.Elements(expected)), (1, Gen.Elements(_names)))
        : Gen.Elements(_names);

    private static Gen<string> Written(string name) =>
        from escaped in Gen.Choose(0, 9)
        from at in Gen.Choose(0, 30)
        select $"\"{(escaped == 0 ? Escape(name, at) : name)}\"";

    private Gen<string> Value(string name, int depth) => depth >= DeepestValue
        ? Scalar()
        : Gen.Frequency((_expected.ContainsKey(name) ? 1 : 6, Scalar()), (3, Delayed(() => Object(name, depth + 1))), (3, Delayed(() => Array(name, depth + 1))));

    private static Gen<string> Scalar() =>
        Gen.OneOf(Text, Text, Gen.Elements(Numbers), Gen.Elements("true", "false", "null"));

    private Gen<string> Object(string parent, int depth) => Items(
        from before in Space
        from name in Name(parent)
        from written in Written(name)
        from between in Space
        from value in Delayed(() => Value(name, depth))
        from after in Space
        select $"{before}{written}{between}:{value}{after}",
        depth,
        '{',
        '}');

    private Gen<string> Array(string name, int depth) => Items(
        from before in Space
        from value in Delayed(() => Value(name, depth))
        from after in Space
        select $"{before}{value}{after}",
        depth,
        '[',
        ']');

    private static Gen<string> Items(Gen<string> item, int depth, char open, char close) =>
        from count in Gen.Choose(0, depth == 0 ? 8 : 3)
        from items in item.ListOf(count)
        from space in Space
        select $"{open}{(count == 0 ? space : "")}{string.Join(",", items)}{close}";

    // Recursion would build every depth of every generator at once.
    private static Gen<string> Delayed(Func<Gen<string>> generator) => Gen.Constant(0).SelectMany(_ => generator());

    private static string Escape(string name, int at) => name.Length == 0
        ? name
        : $"{name[..(at % name.Length)]}\\u{(int)name[at % name.Length]:x4}{name[((at % name.Length) + 1)..]}";
}
