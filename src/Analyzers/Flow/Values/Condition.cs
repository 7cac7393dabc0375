namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>A condition in the code: tests joined by and, or and not.</summary>
internal sealed class Condition
{
    public static readonly Condition Always = new(ConditionKind.Always);
    public static readonly Condition Never = new(ConditionKind.Never);

    // With more tests the search through all their outcomes costs too much; the condition is then not understood.
    private const int MaxTests = 7;
    private const int MaxSize = 400;

    private readonly int _size;

    private Condition(ConditionKind kind, Test? test = null, Condition? left = null, Condition? right = null)
    {
        Kind = kind;
        Test = test;
        Left = left;
        Right = right;
        _size = 1 + (left?._size ?? 0) + (right?._size ?? 0);
    }

    public ConditionKind Kind { get; }

    /// <summary>The one test.</summary>
    public Test? Test { get; }

    /// <summary>The first part, or the negated condition.</summary>
    public Condition? Left { get; }

    /// <summary>The second part.</summary>
    public Condition? Right { get; }

    /// <summary>All tests in the condition.</summary>
    public IEnumerable<Test> Tests => Kind switch
    {
        ConditionKind.Test => [Test!],
        ConditionKind.Not => Left!.Tests,
        ConditionKind.And or ConditionKind.Or => Left!.Tests.Concat(Right!.Tests),
        _ => [],
    };

    /// <summary>The tests that are passed whenever the condition holds.</summary>
    public IEnumerable<Test> Required => Kind switch
    {
        ConditionKind.Test => [Test!],
        ConditionKind.And => Left!.Required.Concat(Right!.Required),
        _ => [],
    };

    public static Condition Of(Test test) => new(ConditionKind.Test, test);

    /// <summary>A condition that the model does not understand.</summary>
    public static Condition Other(string name) => Of(new Test(TestKind.Other, Name: name));

    public Condition And(Condition other) =>
        Kind == ConditionKind.Never || other.Kind == ConditionKind.Never ? Never
        : Kind == ConditionKind.Always ? other
        : other.Kind == ConditionKind.Always || ReferenceEquals(this, other) ? this
        : Bounded(new(ConditionKind.And, left: this, right: other));

    public Condition Or(Condition other) =>
        Kind == ConditionKind.Always || other.Kind == ConditionKind.Always ? Always
        : Kind == ConditionKind.Never ? other
        : other.Kind == ConditionKind.Never || ReferenceEquals(this, other) ? this
        : Bounded(new(ConditionKind.Or, left: this, right: other));

    public Condition Not() => Kind switch
    {
        ConditionKind.Always => Never,
        ConditionKind.Never => Always,
        ConditionKind.Not => Left!,
        _ => new(ConditionKind.Not, left: this),
    };

    /// <summary>The condition with other conditions in place of its tests.</summary>
    /// <param name="replace">The condition for a test.</param>
    /// <param name="replaced">The parts that were replaced before. Conditions share their parts, and a function has many with the same ones.</param>
    public Condition Replace(Func<Test, Condition> replace, Dictionary<Condition, Condition> replaced)
    {
        if (Kind is ConditionKind.Always or ConditionKind.Never)
        {
            return this;
        }

        if (!replaced.TryGetValue(this, out var condition))
        {
            condition = Kind switch
            {
                ConditionKind.Test => replace(Test!),
                ConditionKind.Not => Left!.Replace(replace, replaced).Not(),
                ConditionKind.And => Left!.Replace(replace, replaced).And(Right!.Replace(replace, replaced)),
                _ => Left!.Replace(replace, replaced).Or(Right!.Replace(replace, replaced)),
            };
            replaced[this] = condition;
        }

        return condition;
    }

    /// <summary>Whether the condition can hold, where <paramref name="known"/> says the outcome of some tests.</summary>
    public bool IsPossible(Func<Test, bool?> known) => Any(known, holds: true);

    /// <summary>Whether the condition holds, whatever the outcome of the other tests is.</summary>
    public bool IsCertain(Func<Test, bool?> known) => !Any(known, holds: false);

    // Searches the outcomes of all unknown tests for one with which the condition holds, or does not hold.
    private bool Any(Func<Test, bool?> known, bool holds)
    {
        var outcomes = new Dictionary<string, bool?>();
        foreach (var test in Tests)
        {
            if (!outcomes.ContainsKey(test.Identity))
            {
                outcomes.Add(test.Identity, known(test));
            }
        }

        var open = outcomes.Where(static outcome => outcome.Value is null).Select(static outcome => outcome.Key).ToList();
        if (open.Count > MaxTests)
        {
            return true;
        }

        for (var choice = 0; choice < 1 << open.Count; choice++)
        {
            for (var i = 0; i < open.Count; i++)
            {
                outcomes[open[i]] = (choice & (1 << i)) != 0;
            }

            if (Holds(outcomes) == holds)
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(Dictionary<string, bool?> outcomes) => Kind switch
    {
        ConditionKind.Always => true,
        ConditionKind.Test => outcomes[Test!.Identity] == true,
        ConditionKind.Not => !Left!.Holds(outcomes),
        ConditionKind.And => Left!.Holds(outcomes) && Right!.Holds(outcomes),
        ConditionKind.Or => Left!.Holds(outcomes) || Right!.Holds(outcomes),
        _ => false,
    };

    private static Condition Bounded(Condition condition) => condition._size <= MaxSize ? condition : Other("too large");
}
